import { expect, it } from 'vitest';
import { aDraft } from '../../../tests/a-product.ts';
import { InMemoryCategories } from '../../../tests/in-memory-categories.ts';
import { InMemoryProductRepository } from '../../../tests/in-memory-product-repository.ts';
import { CategoryIsInUse } from '../ports/category-error.ts';
import { RemoveCategory } from './remove-category.ts';

it('when a category is asked to go, goes only if not even a draft uses it', async () => {
  const categories = new InMemoryCategories('tea', 'herbs');
  const products = new InMemoryProductRepository(aDraft({ category: 'tea' }));
  const removeCategory = new RemoveCategory({ categories, products });
  await expect(removeCategory.execute('tea')).rejects.toThrow(CategoryIsInUse);
  await removeCategory.execute('herbs');
  expect((await categories.all()).map(({ slug }) => slug)).toEqual(['tea']);
});
