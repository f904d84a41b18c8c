import type { ProductImage } from '../../domain/product/product-state.ts';

export interface ImageAddresses {
  /** The image as it was stored. */
  readonly url: string;
  /** 400 × 400 pixels, cropped. */
  readonly thumbnail: string;
  /** At most 1200 pixels wide. */
  readonly large: string;
}

/** Where browsers get images from. */
export interface ImageUrls {
  of(image: Pick<ProductImage, 'publicId' | 'version'>): ImageAddresses;
}
