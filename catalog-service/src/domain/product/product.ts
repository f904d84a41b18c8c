import { AggregateRoot } from '@souk/kernel/aggregate-root';
import { chargeableStep } from '@souk/kernel/currency';
import {
  ArrangementMustNameEveryImage,
  ImageNotFound,
  ProductHasChanged,
  PriceIsNotChargeable,
  ProductHasTooMany,
  PublishedProductNeedsAVariant,
  SkuIsTaken,
  VariantNotFound,
} from './product-error.ts';
import type { ProductEvent } from './product-event.ts';
import type { ProductImage, ProductState, Variant } from './product-state.ts';

export const MAX_VARIANTS = 100;
export const MAX_IMAGES = 20;

export type ProductDetails = Pick<ProductState, 'slug' | 'name' | 'description' | 'category'>;

/** Something the shop describes, shows and, in its variants, sells. */
export class Product extends AggregateRoot<ProductEvent> {
  #state: ProductState;

  private constructor(state: ProductState) {
    super();
    this.#state = state;
  }

  static draft({
    id,
    at,
    variants,
    ...details
  }: ProductDetails & Pick<ProductState, 'id' | 'variants'> & { at: Date }): Product {
    assertVariants(variants);
    return new Product({
      id,
      ...details,
      status: 'draft',
      variants,
      images: [],
      revision: 1,
      createdAt: at,
      updatedAt: at,
    });
  }

  static rehydrate(state: ProductState): Product {
    return new Product(state);
  }

  get state(): ProductState {
    return this.#state;
  }

  /** Null expects nothing. */
  expectRevision(revision: number | null): void {
    if (revision !== null && revision !== this.#state.revision) throw new ProductHasChanged();
  }

  /** What is not given stays as it is. */
  describe(given: Partial<ProductDetails>, at: Date): void {
    const old = this.#state;
    const { slug = old.slug, name = old.name, description = old.description, category = old.category } = given;
    const isSame =
      slug === old.slug && name === old.name && description === old.description && category === old.category;
    if (!isSame) this.#update({ slug, name, description, category }, at);
  }

  publish(at: Date): void {
    if (this.#state.status === 'published') return;
    if (this.#state.variants.length === 0) throw new PublishedProductNeedsAVariant();
    this.#become({ status: 'published' }, at);
    this.record({ type: 'ProductPublished', at });
  }

  archive(at: Date): void {
    const { status } = this.#state;
    if (status === 'archived') return;
    this.#become({ status: 'archived' }, at);
    if (status === 'published') this.record({ type: 'ProductArchived', at });
  }

  /** A variant that is there already, just like this one, stays: the request has come twice. */
  addVariant(variant: Variant, at: Date): void {
    const { variants } = this.#state;
    const existing = variants.find(({ sku }) => sku === variant.sku);
    if (existing !== undefined && isSame(existing, variant)) return;
    this.#changeVariants([...variants, variant], at);
  }

  /** What is not given stays as it is. */
  changeVariant(sku: string, given: Partial<Omit<Variant, 'sku'>>, at: Date): void {
    this.#assertHas(sku);
    const changed = (old: Variant): Variant => {
      const { name = old.name, price = old.price } = given;
      return old.sku === sku ? { sku, name, price } : old;
    };
    this.#changeVariants(this.#state.variants.map(changed), at);
  }

  removeVariant(sku: string, at: Date): void {
    this.#assertHas(sku);
    this.#changeVariants(
      this.#state.variants.filter((variant) => variant.sku !== sku),
      at,
    );
  }

  /** Images that are there already stay as they are: the same files have come twice. */
  addImages(added: readonly ProductImage[], at: Date): void {
    const { images } = this.#state;
    const all = new Map([...added, ...images].map((image) => [image.id, image]));
    for (const { id } of images) all.delete(id);
    const fresh = [...all.values()];
    if (fresh.length === 0) return;
    if (images.length + fresh.length > MAX_IMAGES) throw new ProductHasTooMany('images', MAX_IMAGES);
    this.#update({ images: [...images, ...fresh] }, at);
  }

  /** Puts the images into a new order, with the alternative texts that are given. */
  arrangeImages(
    arrangement: readonly { readonly publicId: string; readonly alt?: string | undefined }[],
    at: Date,
  ): void {
    const byPublicId = new Map(this.#state.images.map((image) => [image.publicId, image]));
    const images = arrangement.flatMap(({ publicId, alt }) => {
      const image = byPublicId.get(publicId);
      byPublicId.delete(publicId);
      return image === undefined ? [] : [{ ...image, alt: alt ?? image.alt }];
    });
    if (byPublicId.size > 0 || images.length !== arrangement.length) throw new ArrangementMustNameEveryImage();
    this.#update({ images }, at);
  }

  /** Takes an image away and returns it. */
  removeImage(imageId: string, at: Date): ProductImage {
    const { images } = this.#state;
    const removed = images.find(({ id }) => id === imageId);
    if (removed === undefined) throw new ImageNotFound();
    this.#update({ images: images.filter((image) => image !== removed) }, at);
    return removed;
  }

  #changeVariants(variants: readonly Variant[], at: Date): void {
    assertVariants(variants);
    if (variants.length === 0 && this.#state.status === 'published') throw new PublishedProductNeedsAVariant();
    this.#update({ variants }, at);
  }

  #assertHas(sku: string): void {
    if (!this.#state.variants.some((variant) => variant.sku === sku)) throw new VariantNotFound();
  }

  #update(change: Partial<ProductState>, at: Date): void {
    this.#become(change, at);
    if (this.#state.status === 'published') this.record({ type: 'ProductUpdated', at });
  }

  #become(change: Partial<ProductState>, at: Date): void {
    this.#state = { ...this.#state, ...change, revision: this.#state.revision + 1, updatedAt: at };
  }
}

function assertVariants(variants: readonly Variant[]): void {
  if (variants.length > MAX_VARIANTS) throw new ProductHasTooMany('variants', MAX_VARIANTS);
  const seen = new Set<string>();
  for (const { sku, price } of variants) {
    if (seen.has(sku)) throw new SkuIsTaken(sku);
    seen.add(sku);
    const step = chargeableStep(price.currency);
    if (price.amount % step !== 0) throw new PriceIsNotChargeable(sku, price.currency, step);
  }
}

const isSame = (a: Variant, b: Variant): boolean =>
  a.name === b.name && a.price.amount === b.price.amount && a.price.currency === b.price.currency;
