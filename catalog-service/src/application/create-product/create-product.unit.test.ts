import { describe, expect, it } from 'vitest';
import { aDraft, at, later } from '../../../tests/a-product.ts';
import { InMemoryCategories } from '../../../tests/in-memory-categories.ts';
import { InMemoryProductRepository } from '../../../tests/in-memory-product-repository.ts';
import { PublishedProductNeedsAVariant } from '../../domain/product/product-error.ts';
import { CategoryIsUnknown } from '../ports/category-error.ts';
import { CreateProduct } from './create-product.ts';

const { id, slug, name, description, category, variants } = aDraft().state;
const input = { id, slug, name, description, category, variants, publish: true };

function aCatalog() {
  const products = new InMemoryProductRepository();
  const createProduct = new CreateProduct({
    products,
    categories: new InMemoryCategories('tea'),
    clock: { now: () => at },
  });
  return { products, create: (given: Partial<typeof input>) => createProduct.execute({ ...input, ...given }) };
}

describe('adding a product', () => {
  it.each([
    [true, 'published', [{ type: 'ProductPublished', at }]],
    [false, 'draft', []],
  ])('when told to publish: %s, adds one that is %s', async (publish, status, events) => {
    const { products, create } = aCatalog();
    await create({ publish });
    expect((await products.find(id))?.state).toMatchObject({ slug, status, createdAt: at });
    expect(products.events).toEqual(events);
  });

  it.each([
    ['its category is unknown', { category: 'coffee' }, CategoryIsUnknown],
    ['it is to be published without a variant', { variants: [] }, PublishedProductNeedsAVariant],
  ])('when %s, refuses and adds nothing', async (_what, given, refusal) => {
    const { products, create } = aCatalog();
    await expect(create(given)).rejects.toThrow(refusal);
    expect(await products.find(id)).toBeNull();
  });

  it('when the request comes again after the product was changed, leaves the change', async () => {
    const { products, create } = aCatalog();
    await create({});
    await products.update(id, (product) => product.archive(later));
    await create({});
    expect((await products.find(id))?.state.status).toBe('archived');
    expect(products.events.map(({ type }) => type)).toEqual(['ProductPublished', 'ProductArchived']);
  });
});
