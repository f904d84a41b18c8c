import { describe, expect, it } from 'vitest';
import { aDraft, aPublishedProduct, later } from '../../../tests/a-product.ts';
import { InMemoryCategories } from '../../../tests/in-memory-categories.ts';
import { InMemoryProductRepository } from '../../../tests/in-memory-product-repository.ts';
import { ProductHasChanged } from '../../domain/product/product-error.ts';
import type { Product } from '../../domain/product/product.ts';
import { JoinCategory } from '../join-category.ts';
import { CategoryIsUnknown } from '../ports/category-error.ts';
import { ChangeProduct, type ProductChange } from './change-product.ts';

function aCatalogWith(product: Product) {
  const products = new InMemoryProductRepository(product);
  const categories = new InMemoryCategories('tea', 'herbs');
  const changeProduct = new ChangeProduct({
    products,
    joinCategory: new JoinCategory(categories),
    clock: { now: () => later },
  });
  const { id } = product.state;
  return {
    products,
    change: (change: ProductChange, revision: number | null) => changeProduct.execute(id, change, revision),
    stored: async () => (await products.find(id))?.state,
  };
}

describe('changing a product', () => {
  it.each([
    ['a draft', 'published', aDraft(), ['ProductPublished']],
    ['a published one', 'archived', aPublishedProduct(), ['ProductUpdated', 'ProductArchived']],
  ] as const)('when %s is described again and %s, does both at once', async (_what, status, product, events) => {
    const { products, change, stored } = aCatalogWith(product);
    await change({ name: 'Mint', category: 'herbs', status }, product.state.revision);
    expect(await stored()).toMatchObject({ name: 'Mint', category: 'herbs', slug: 'green-tea', status });
    expect(products.events.map(({ type }) => type)).toEqual(events);
  });

  it.each([
    ['the category is unknown', { name: 'Mint', category: 'coffee' }, null, CategoryIsUnknown],
    ['somebody else has changed it', { name: 'Mint' }, 1, ProductHasChanged],
  ])('when %s, refuses and changes nothing', async (_what, given, revision, refusal) => {
    const product = aPublishedProduct();
    const { change, stored } = aCatalogWith(product);
    await expect(change(given, revision)).rejects.toThrow(refusal);
    expect(await stored()).toEqual(product.state);
  });
});
