import type { Clock } from '@souk/kernel/clock';
import { ImageNotFound, ProductNotFound } from '../../domain/product/product-error.ts';
import type { ProductRepository } from '../../domain/product/product-repository.ts';
import type { ImageClaims } from '../ports/image-claims.ts';

/** Leaves time to take the image out of its product before it is looked up. */
const CERTAIN_AFTER_MS = 60_000;

/** Takes an image out of a product and has it destroyed. */
export class RemoveImage {
  readonly #ports: { readonly products: ProductRepository; readonly claims: ImageClaims; readonly clock: Clock };

  constructor(ports: { products: ProductRepository; claims: ImageClaims; clock: Clock }) {
    this.#ports = ports;
  }

  async execute(productId: string, imageId: string): Promise<void> {
    const { products, claims, clock } = this.#ports;
    const product = await products.find(productId);
    if (product === null) throw new ProductNotFound();
    const image = product.state.images.find(({ id }) => id === imageId);
    if (image === undefined) throw new ImageNotFound();
    const { publicId } = image;
    const note = (dueAt: Date) => claims.note([{ publicId, productId, dueAt }]);
    await note(new Date(clock.now().getTime() + CERTAIN_AFTER_MS));
    await products.update(productId, (current) => {
      current.removeImage(imageId, clock.now());
    });
    await note(clock.now());
  }
}
