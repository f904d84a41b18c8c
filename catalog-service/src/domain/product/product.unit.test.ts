import { describe, expect, it } from 'vitest';
import { aDraft, aPublishedProduct, anImage, at, later, teaVariant } from '../../../tests/a-product.ts';
import {
  ArrangementMustNameEveryImage,
  ImageNotFound,
  ProductHasChanged,
  ProductHasTooMany,
  PriceIsNotChargeable,
  PublishedProductNeedsAVariant,
  SkuIsTaken,
  VariantNotFound,
} from './product-error.ts';
import { MAX_IMAGES, MAX_VARIANTS, type Product } from './product.ts';

const eventsOf = (product: Product) => product.pullEvents().map(({ type }) => type);

describe('a draft', () => {
  it('when changed, concerns nobody else', () => {
    const product = aDraft();
    product.describe({ name: 'Black tea' }, later);
    product.addVariant({ ...teaVariant, sku: 'TEA-BLACK' }, later);
    expect(eventsOf(product)).toEqual([]);
    expect(product.state).toMatchObject({ name: 'Black tea', slug: 'green-tea', revision: 3, updatedAt: later });
  });

  it('when published, tells everybody', () => {
    const product = aDraft();
    product.publish(later);
    expect(eventsOf(product)).toEqual(['ProductPublished']);
    expect(product.state.status).toBe('published');
  });

  it('when it has no variant, cannot be published', () => {
    expect(() => aDraft({ variants: [] }).publish(later)).toThrow(PublishedProductNeedsAVariant);
  });

  it('when archived, concerns nobody else either', () => {
    const product = aDraft();
    product.archive(later);
    expect([product.state.status, eventsOf(product)]).toEqual(['archived', []]);
  });

  it('when two variants share a SKU, is refused', () => {
    expect(() => aDraft({ variants: [teaVariant, teaVariant] })).toThrow(SkuIsTaken);
  });

  it('when it has too many variants, is refused', () => {
    const variants = Array.from({ length: MAX_VARIANTS + 1 }, (_, index) => ({ ...teaVariant, sku: `TEA-${index}` }));
    expect(() => aDraft({ variants })).toThrow(ProductHasTooMany);
  });
});

describe('a published product', () => {
  it.each<[string, (product: Product) => void]>([
    ['described again', (product) => product.describe({ description: 'Fresh.' }, later)],
    [
      'given another price',
      (product) => product.changeVariant(teaVariant.sku, { price: { amount: 1, currency: 'EUR' } }, later),
    ],
    ['given another variant', (product) => product.addVariant({ ...teaVariant, sku: 'TEA-2' }, later)],
    ['given an image', (product) => product.addImages([anImage()], later)],
  ])('when %s, tells everybody', (_what, change) => {
    const product = aPublishedProduct();
    change(product);
    expect(eventsOf(product)).toEqual(['ProductUpdated']);
    expect(product.state.revision).toBe(3);
  });

  it.each<[string, (product: Product) => void]>([
    ['described as it is', (product) => product.describe({ name: 'Green tea' }, later)],
    ['published again', (product) => product.publish(later)],
    ['given the same variant again', (product) => product.addVariant(teaVariant, later)],
  ])('when %s, does not change', (_what, change) => {
    const product = aPublishedProduct();
    const before = product.state;
    change(product);
    expect(product.state).toBe(before);
    expect(eventsOf(product)).toEqual([]);
  });

  it('when archived twice, tells everybody once', () => {
    const product = aPublishedProduct();
    product.archive(later);
    product.archive(later);
    expect(eventsOf(product)).toEqual(['ProductArchived']);
  });

  it('when archived, can be published again', () => {
    const product = aPublishedProduct();
    product.archive(later);
    product.publish(later);
    expect(product.state.status).toBe('published');
  });

  it('when its last variant is to go, keeps it', () => {
    const product = aPublishedProduct();
    expect(() => product.removeVariant(teaVariant.sku, later)).toThrow(PublishedProductNeedsAVariant);
    expect(product.state.variants).toEqual([teaVariant]);
  });

  it('when a variant is added under a SKU it has, refuses', () => {
    expect(() => aPublishedProduct().addVariant({ ...teaVariant, name: 'Other' }, later)).toThrow(SkuIsTaken);
  });

  it('when a variant is changed or removed that it does not have, refuses', () => {
    const product = aPublishedProduct();
    expect(() => product.changeVariant('NONE', { name: 'x' }, later)).toThrow(VariantNotFound);
    expect(() => product.removeVariant('NONE', later)).toThrow(VariantNotFound);
  });

  it('when somebody else has changed it, refuses a change made from the old revision', () => {
    const product = aPublishedProduct();
    expect(() => product.expectRevision(product.state.revision)).not.toThrow();
    expect(() => product.expectRevision(null)).not.toThrow();
    expect(() => product.expectRevision(1)).toThrow(ProductHasChanged);
  });
});

describe('the images of a product', () => {
  it('when the same file comes twice, show it once', () => {
    const product = aPublishedProduct();
    product.addImages([anImage('a'), anImage('a')], at);
    product.addImages([anImage('a'), anImage('b')], later);
    expect(product.state.images.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('when there are too many, stay as they are', () => {
    const product = aPublishedProduct();
    const images = Array.from({ length: MAX_IMAGES + 1 }, (_, index) => anImage(String(index)));
    expect(() => product.addImages(images, later)).toThrow(ProductHasTooMany);
    expect(product.state.images).toEqual([]);
  });

  it('when arranged, take the given order and texts', () => {
    const product = aPublishedProduct();
    product.addImages([anImage('a'), anImage('b')], at);
    product.arrangeImages([{ publicId: 'products/p/b', alt: 'Leaves' }, { publicId: 'products/p/a' }], later);
    expect(product.state.images.map(({ id, alt }) => [id, alt])).toEqual([
      ['b', 'Leaves'],
      ['a', 'A bowl'],
    ]);
  });

  it.each([
    ['leaves one out', ['products/p/a']],
    ['names one twice', ['products/p/a', 'products/p/a']],
    ['names a foreign one', ['products/p/a', 'products/p/c']],
    ['names one more', ['products/p/a', 'products/p/b', 'products/p/c']],
  ])('when an arrangement %s, stay as they are', (_what, publicIds) => {
    const product = aPublishedProduct();
    product.addImages([anImage('a'), anImage('b')], at);
    const arrangement = publicIds.map((publicId) => ({ publicId }));
    expect(() => product.arrangeImages(arrangement, later)).toThrow(ArrangementMustNameEveryImage);
  });

  it('when one is removed, keep the others; a second time there is none', () => {
    const product = aPublishedProduct();
    product.addImages([anImage('a'), anImage('b')], at);
    expect(product.removeImage('a', later).publicId).toBe('products/p/a');
    expect(product.state.images.map(({ id }) => id)).toEqual(['b']);
    expect(() => product.removeImage('a', later)).toThrow(ImageNotFound);
  });

  it('when a price is one that no card can be charged, is refused', () => {
    const price = { amount: 1999, currency: 'KWD' };
    expect(() => aDraft({ variants: [{ ...teaVariant, price }] })).toThrow(PriceIsNotChargeable);
    const product = aDraft({ variants: [{ ...teaVariant, price: { ...price, amount: 1990 } }] });
    expect(() => product.changeVariant(teaVariant.sku, { price }, later)).toThrow(PriceIsNotChargeable);
  });
});
