import type { Clock } from '@souk/kernel/clock';
import { ProductNotFound } from '../../domain/product/product-error.ts';
import type { ProductRepository } from '../../domain/product/product-repository.ts';
import type { ImageFault, ImageProcessor, PreparedImage } from '../ports/image-processor.ts';
import type { StoreImages } from '../store-images.ts';

export interface GivenImage {
  readonly bytes: Uint8Array;
  readonly alt: string;
}

/** `index` counts the given images from 0. */
export interface RefusedImage {
  readonly index: number;
  readonly fault: ImageFault;
}

/** Adds images to a product: all of them, or none when one is not what it should be. */
export class AddImages {
  readonly #ports: {
    readonly products: ProductRepository;
    readonly processor: ImageProcessor;
    readonly store: StoreImages;
    readonly clock: Clock;
  };

  constructor(ports: { products: ProductRepository; processor: ImageProcessor; store: StoreImages; clock: Clock }) {
    this.#ports = ports;
  }

  /** @returns the images that were refused; when there are any, nothing was changed. */
  async execute(productId: string, given: readonly GivenImage[]): Promise<readonly RefusedImage[]> {
    const { products, processor, store, clock } = this.#ports;
    if ((await products.find(productId)) === null) throw new ProductNotFound();
    const prepared: (PreparedImage & { alt: string })[] = [];
    const refused: RefusedImage[] = [];
    // One after the other: a decoded image is large.
    for (const [index, { bytes, alt }] of given.entries()) {
      const image = await processor.prepare(bytes);
      if (typeof image === 'string') refused.push({ index, fault: image });
      else prepared.push({ ...image, alt });
    }
    if (refused.length > 0) return refused;
    await store.during(productId, prepared, async (images) => {
      await products.update(productId, (product) => {
        product.addImages(images, clock.now());
      });
    });
    return [];
  }
}
