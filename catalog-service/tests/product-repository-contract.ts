import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ProductHasChanged, ProductNotFound, SkuIsTaken, SlugIsTaken } from '../src/domain/product/product-error.ts';
import type { ProductRepository } from '../src/domain/product/product-repository.ts';
import type { Product } from '../src/domain/product/product.ts';
import { aDraft, anImage, later, teaVariant } from './a-product.ts';

const aVariant = (sku: string) => ({ ...teaVariant, sku });

const shapes: Readonly<Record<string, (product: Product) => void>> = {
  'a draft': () => undefined,
  'a draft without variants': (product) => product.removeVariant(product.state.variants[0]!.sku, later),
  published: (product) => product.publish(later),
  archived: (product) => {
    product.publish(later);
    product.archive(later);
  },
  'shown with images': (product) => product.addImages([anImage('b'), anImage('a')], later),
};

/** What every repository of products must do. The repository may hold other tests' products already. */
export function productRepositoryContract(name: string, repository: () => ProductRepository): void {
  /** A product whose id, slug, SKU and category no other has. */
  const aNewProduct = (overrides: Parameters<typeof aDraft>[0] = {}) => {
    const id = randomUUID();
    const unique = { id, slug: `slug-of-${id}`, category: `category-of-${id}`, variants: [aVariant(`SKU-OF-${id}`)] };
    return aDraft({ ...unique, ...overrides });
  };
  const anAddedProduct = async (overrides: Parameters<typeof aDraft>[0] = {}) => {
    const product = aNewProduct(overrides);
    await repository().add(product);
    return product.state;
  };
  const stateOf = async (id: string) => (await repository().find(id))?.state ?? null;

  /** The names that are unique, and who says that another product has them. */
  const taken = [
    ['slug', SlugIsTaken, ({ slug }: Product['state']) => ({ slug })],
    [
      'SKU',
      SkuIsTaken,
      ({ variants }: Product['state']) => ({ variants: [aVariant(`FREE-${randomUUID()}`), ...variants] }),
    ],
  ] as const;

  describe(name, () => {
    it.each(Object.entries(shapes))('when a product is added that is %s, finds it as it was', async (_what, become) => {
      const product = aNewProduct();
      become(product);
      await repository().add(product);
      expect(await stateOf(product.state.id)).toEqual(product.state);
    });

    it('when there is a product with the id already, leaves it as it is', async () => {
      const state = await anAddedProduct();
      await repository().add(aNewProduct({ id: state.id }));
      await repository().add(aNewProduct({ id: state.id, slug: state.slug, variants: state.variants, name: 'Mint' }));
      const { slug, variants } = await anAddedProduct();
      await repository().add(aNewProduct({ id: state.id, slug, variants }));
      expect(await stateOf(state.id)).toEqual(state);
    });

    it('when one is added many times at once, adds it once', async () => {
      const { id } = aNewProduct().state;
      const products = Array.from({ length: 8 }, () => aNewProduct({ id }));
      await Promise.all(products.map((product) => repository().add(product)));
      expect(products.map(({ state }) => state)).toContainEqual(await stateOf(id));
    });

    it.each(taken)('when another product has its %s, says so and adds nothing', async (_what, refusal, same) => {
      const product = aNewProduct(same(await anAddedProduct()));
      await expect(repository().add(product)).rejects.toThrow(refusal);
      expect(await repository().find(product.state.id)).toBeNull();
    });

    it.each(taken)(
      'when many with one %s are added at once, adds one and refuses the others',
      async (_what, refusal, same) => {
        const { state } = aNewProduct();
        const products = Array.from({ length: 8 }, () => aNewProduct(same(state)));
        const outcomes = await Promise.allSettled(products.map((product) => repository().add(product)));
        const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
        expect(refusals).toHaveLength(7);
        for (const refused of refusals) expect(refused).toBeInstanceOf(refusal);
        const found = await Promise.all(products.map((product) => repository().find(product.state.id)));
        expect(found.map((product) => product !== null)).toEqual(outcomes.map(({ status }) => status === 'fulfilled'));
      },
    );

    it('when a product is changed, returns and keeps what became of it', async () => {
      const before = await anAddedProduct();
      const changed = await repository().update(before.id, (product) => product.addImages([anImage()], later));
      expect(changed.state).toEqual({ ...before, images: [anImage()], revision: 2, updatedAt: later });
      expect(await stateOf(before.id)).toEqual(changed.state);
    });

    it('when nothing changes, returns the product as it is', async () => {
      const before = await anAddedProduct();
      const same = await repository().update(before.id, (product) => product.describe({ name: before.name }, later));
      expect(same.state).toEqual(before);
      expect(await stateOf(before.id)).toEqual(before);
    });

    it('when a change is refused, says why and keeps the product as it is', async () => {
      const before = await anAddedProduct();
      const change = repository().update(before.id, (product) => {
        product.describe({ name: 'Mint' }, later);
        product.expectRevision(before.revision);
      });
      await expect(change).rejects.toThrow(ProductHasChanged);
      expect(await stateOf(before.id)).toEqual(before);
    });

    it('when a product that was found is changed and not stored, keeps it as it is', async () => {
      const before = await anAddedProduct();
      (await repository().find(before.id))?.describe({ name: 'Mint' }, later);
      expect(await stateOf(before.id)).toEqual(before);
    });

    it('when many change a product at once, loses no change', async () => {
      const { id } = await anAddedProduct({ variants: [] });
      const skus = Array.from({ length: 8 }, (_, n) => `SKU-${n}-OF-${id}`);
      await Promise.all(
        skus.map((sku) => repository().update(id, (product) => product.addVariant(aVariant(sku), later))),
      );
      const state = await stateOf(id);
      expect(state?.variants.map(({ sku }) => sku).sort()).toEqual(skus);
      expect(state?.revision).toBe(9);
    });

    it('when a change takes what another product has, says so and keeps both', async () => {
      const [one, other] = [await anAddedProduct(), await anAddedProduct()];
      const { slug, variants } = other;
      await expect(repository().update(one.id, (product) => product.describe({ slug }, later))).rejects.toThrow(
        SlugIsTaken,
      );
      await expect(repository().update(one.id, (product) => product.addVariant(variants[0]!, later))).rejects.toThrow(
        SkuIsTaken,
      );
      expect([await stateOf(one.id), await stateOf(other.id)]).toEqual([one, other]);
    });

    it('when a product gives its names up, another may have them', async () => {
      const { id, slug, variants } = await anAddedProduct();
      await repository().update(id, (product) => {
        product.describe({ slug: `new-${slug}` }, later);
        product.removeVariant(variants[0]!.sku, later);
      });
      const heir = await anAddedProduct({ slug, variants });
      expect(await stateOf(heir.id)).toEqual(heir);
    });

    it('when there is no such product, finds none and refuses to change it', async () => {
      expect(await repository().find(randomUUID())).toBeNull();
      await expect(repository().update(randomUUID(), () => undefined)).rejects.toThrow(ProductNotFound);
    });

    it('when asked whether a category is in use, says so as long as any product has it', async () => {
      const { id, category } = await anAddedProduct();
      const isInUse = () => repository().isCategoryInUse(category);
      expect(await isInUse()).toBe(true);
      await repository().update(id, (product) => product.archive(later));
      expect(await isInUse()).toBe(true);
      await repository().update(id, (product) => product.describe({ category: randomUUID() }, later));
      expect(await isInUse()).toBe(false);
    });
  });
}
