import { describe, expect, it } from 'vitest';
import { aDraft, at, later } from '../../../tests/a-product.ts';
import { InMemoryCategories } from '../../../tests/in-memory-categories.ts';
import { InMemoryProductRepository } from '../../../tests/in-memory-product-repository.ts';
import { PublishedProductNeedsAVariant, SlugIsTaken } from '../../domain/product/product-error.ts';
import { JoinCategory } from '../join-category.ts';
import { CategoryIsUnknown } from '../ports/category-error.ts';
import { CreateProduct, type CreateProductInput } from './create-product.ts';

const { id, slug, name, description, category, variants } = aDraft().state;
const input: CreateProductInput = { id, slug, name, description, category, variants, publish: true };

function aCatalog() {
  const products = new InMemoryProductRepository();
  const createProduct = new CreateProduct({
    products,
    joinCategory: new JoinCategory(new InMemoryCategories('tea')),
    slugs: { of: (made) => [made.toLowerCase(), `${made.toLowerCase()}-2`] },
    clock: { now: () => at },
  });
  return { products, create: (given: Partial<CreateProductInput>) => createProduct.execute({ ...input, ...given }) };
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

  it('when its slug is made and taken, gets the next best; when it is given and taken, is refused', async () => {
    const { products, create } = aCatalog();
    await products.add(aDraft({ id: 'other', slug: 'mint', variants: [] }));
    await expect(create({ name: 'Mint', slug: 'mint' })).rejects.toThrow(SlugIsTaken);
    await create({ name: 'Mint', slug: undefined });
    expect((await products.find(id))?.state.slug).toBe('mint-2');
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
