import type { Clock } from '@souk/kernel/clock';
import type { ProductImage } from '../domain/product/product-state.ts';
import type { ImageClaims } from './ports/image-claims.ts';
import { UploadTookTooLong } from './ports/image-error.ts';
import type { PreparedImage } from './ports/image-processor.ts';
import type { ImageStore } from './ports/image-store.ts';

/** After this an image that no product shows is taken for left behind. */
const CERTAIN_AFTER_MS = 15 * 60_000;
/** Far less, so that no image is shown at the moment when it is destroyed. */
const SHOWN_WITHIN_MS = 5 * 60_000;

/** Brings images to the store such that none is ever left there without a product: noted before, struck out after. */
export class StoreImages {
  readonly #ports: { readonly store: ImageStore; readonly claims: ImageClaims; readonly clock: Clock };

  constructor(ports: { store: ImageStore; claims: ImageClaims; clock: Clock }) {
    this.#ports = ports;
  }

  /** Stores images and has `show` attach them to their product. Whatever fails or is cut off, `CleanUpImages` tidies up. */
  async during(
    productId: string,
    prepared: readonly (PreparedImage & { readonly alt: string })[],
    show: (images: readonly ProductImage[]) => Promise<void>,
  ): Promise<void> {
    const { store, claims, clock } = this.#ports;
    const startedAt = clock.now().getTime();
    const images = prepared.map((image) => ({ ...image, publicId: `products/${productId}/${image.id}` }));
    const dueAt = new Date(startedAt + CERTAIN_AFTER_MS);
    const claimed = images.map(({ publicId }) => ({ publicId, productId, dueAt }));
    await claims.note(claimed);
    const versions = await Promise.all(images.map(({ publicId, bytes }) => store.upload(publicId, bytes)));
    if (clock.now().getTime() - startedAt > SHOWN_WITHIN_MS) throw new UploadTookTooLong();
    await show(images.map(({ bytes, ...image }, index) => ({ ...image, version: versions[index] ?? 1 })));
    await claims.settle(claimed);
  }
}
