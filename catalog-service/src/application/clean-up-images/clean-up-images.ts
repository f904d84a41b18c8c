import type { Clock } from '@souk/kernel/clock';
import type { ProductRepository } from '../../domain/product/product-repository.ts';
import type { ImageClaim, ImageClaims } from '../ports/image-claims.ts';
import type { ImageStore } from '../ports/image-store.ts';
import { RowByRow } from '../row-by-row.ts';

const IMAGES_PER_RUN = 50;

export interface CleanUpImagesPorts {
  readonly products: ProductRepository;
  readonly claims: ImageClaims;
  readonly store: ImageStore;
  readonly clock: Clock;
}

/** Destroys stored images that no product shows: removed ones, and what a failed or cut-off upload left behind. */
export class CleanUpImages {
  readonly #ports: CleanUpImagesPorts;
  readonly #rows: RowByRow<ImageClaim>;

  constructor(ports: CleanUpImagesPorts) {
    this.#ports = ports;
    this.#rows = new RowByRow({ clock: ports.clock, idOf: ({ publicId }) => publicId });
  }

  async execute(): Promise<void> {
    const { claims, clock } = this.#ports;
    const due = await claims.due(clock.now(), IMAGES_PER_RUN, this.#rows.waiting());
    await this.#rows.run(due, (claim) => this.#settle(claim));
  }

  async #settle(claim: ImageClaim): Promise<void> {
    const { claims, store } = this.#ports;
    if (!(await this.#isShown(claim))) {
      if (!(await claims.doom(claim))) return;
      await store.destroy(claim.publicId);
    }
    await claims.settle([claim]);
  }

  async #isShown({ productId, publicId }: ImageClaim): Promise<boolean> {
    const product = await this.#ports.products.find(productId);
    return product?.state.images.some((image) => image.publicId === publicId) === true;
  }
}
