import type { ImageAddresses, ImageUrls } from '../../application/ports/image-urls.ts';
import type { ProductImage } from '../../domain/product/product-state.ts';

const THUMBNAIL = 'c_fill,f_auto,h_400,q_auto,w_400';
const LARGE = 'c_limit,f_auto,q_auto,w_1200';

/**
 * The addresses of images at Cloudinary, derived from `CLOUDINARY_URL`: https from Cloudinary's own host, or http from where
 * `upload_prefix` points when that is an http address (`cname` when browsers reach it by another name).
 * They are put together here, since the SDK is too heavy to load for showing a product; a test compares them with the SDK's.
 * https://cloudinary.com/documentation/transformation_reference
 */
export class CloudinaryImages implements ImageUrls {
  readonly #base: string;

  constructor(cloudinaryUrl: string) {
    const { hostname: cloudName, searchParams } = new URL(cloudinaryUrl);
    const prefix = new URL(searchParams.get('upload_prefix') ?? 'https://api.cloudinary.com');
    const host =
      prefix.protocol === 'http:' ? `http://${searchParams.get('cname') ?? prefix.host}` : 'https://res.cloudinary.com';
    this.#base = `${host}/${cloudName}/image/upload`;
  }

  of({ publicId, version }: Pick<ProductImage, 'publicId' | 'version'>): ImageAddresses {
    const address = (...transformation: string[]) => [this.#base, ...transformation, `v${version}`, publicId].join('/');
    return { url: address(), thumbnail: address(THUMBNAIL), large: address(LARGE) };
  }
}
