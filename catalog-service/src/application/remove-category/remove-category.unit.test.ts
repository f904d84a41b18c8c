import { describe, expect, it } from 'vitest';
import { aDraft, later } from '../../../tests/a-product.ts';
import { InMemoryCategories } from '../../../tests/in-memory-categories.ts';
import { InMemoryProductRepository } from '../../../tests/in-memory-product-repository.ts';
import { ChangeProduct } from '../change-product/change-product.ts';
import { JoinCategory } from '../join-category.ts';
import { CategoryIsInUse, CategoryIsUnknown } from '../ports/category-error.ts';
import { RemoveCategory } from './remove-category.ts';

it('when a category is asked to go, goes only if not even a draft uses it', async () => {
  const categories = new InMemoryCategories('tea', 'herbs');
  const products = new InMemoryProductRepository(aDraft({ category: 'tea' }));
  const removeCategory = new RemoveCategory({ categories, products });
  await expect(removeCategory.execute('tea')).rejects.toThrow(CategoryIsInUse);
  await removeCategory.execute('herbs');
  expect((await categories.all()).map(({ slug }) => slug)).toEqual(['tea']);
  await new JoinCategory(categories).during('tea', async () => undefined);
});

describe('when a product is put into a category that is being removed', () => {
  /** Runs `meanwhile` after so many steps of `run`, each a call of a port. */
  async function interleaved(
    steps: number,
    meanwhile: () => Promise<void>,
    run: (step: () => Promise<void>) => Promise<void>,
  ) {
    let left = steps;
    await run(async () => {
      left -= 1;
      if (left === 0) await meanwhile();
    }).catch(refusal);
    if (left > 0) await meanwhile();
  }
  const refusal = (error: unknown) => {
    if (!(error instanceof CategoryIsInUse) && !(error instanceof CategoryIsUnknown)) throw error;
  };

  it.each([0, 1, 2, 3, 4].flatMap((steps) => [[steps, 'removal'] as const, [steps, 'move'] as const]))(
    'and after %i steps of the %s the other one runs as a whole, never has a product without its category',
    async (steps, first) => {
      const product = aDraft({ category: 'tea' });
      const products = new InMemoryProductRepository(product);
      const categories = new InMemoryCategories('tea', 'herbs');
      const observed = (step: () => Promise<void>) => {
        const stepping = <Port extends object>(port: Port): Port =>
          new Proxy(port, {
            get: (target, name) => {
              const value: unknown = Reflect.get(target, name);
              if (typeof value !== 'function') return value;
              return async (...args: unknown[]): Promise<unknown> => {
                await step();
                return value.apply(target, args) as unknown;
              };
            },
          });
        return { products: stepping(products), categories: stepping(categories) };
      };
      const move = async (step: () => Promise<void>) => {
        const ports = observed(step);
        const joinCategory = new JoinCategory(ports.categories);
        const change = new ChangeProduct({ products: ports.products, joinCategory, clock: { now: () => later } });
        await change.execute(product.state.id, { category: 'herbs' }, null);
      };
      const remove = (step: () => Promise<void>) => new RemoveCategory(observed(step)).execute('herbs');
      const atOnce = (run: typeof move) => () => run(async () => undefined).catch(refusal);
      await (first === 'move' ? interleaved(steps, atOnce(remove), move) : interleaved(steps, atOnce(move), remove));
      const slugs = (await categories.all()).map(({ slug }) => slug);
      expect(slugs).toContain((await products.find(product.state.id))?.state.category);
    },
  );
});
