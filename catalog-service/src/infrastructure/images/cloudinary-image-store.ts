import { ImageStoreIsUnavailable } from '../../application/ports/image-error.ts';
import type { ImageStore } from '../../application/ports/image-store.ts';

const TIMEOUT_MS = 20_000;

/** Keeps images at Cloudinary, or at whatever speaks its API at the `upload_prefix` of `CLOUDINARY_URL`. */
export class CloudinaryImageStore implements ImageStore {
  readonly #url: string;

  constructor(cloudinaryUrl: string) {
    this.#url = cloudinaryUrl;
  }

  async upload(publicId: string, bytes: Uint8Array): Promise<number> {
    const { uploader } = await this.#sdk();
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const options = { public_id: publicId, overwrite: false, filename: 'image', timeout: TIMEOUT_MS };
    uploader
      .upload_stream(options, (error, result) => {
        if (result === undefined) reject(unavailable(error));
        else resolve(result.version);
      })
      .end(bytes);
    return promise;
  }

  async destroy(publicId: string): Promise<void> {
    const { uploader } = await this.#sdk();
    await uploader.destroy(publicId, { invalidate: true }).catch((error: unknown) => {
      throw unavailable(error);
    });
  }

  /** Loaded when first needed: most processes never upload anything. The SDK reads its configuration while it is loaded. */
  async #sdk() {
    process.env['CLOUDINARY_URL'] = this.#url;
    return (await import('cloudinary')).v2;
  }
}

/** The SDK fails with plain objects, some of them around a real error. */
function unavailable(error: unknown): ImageStoreIsUnavailable {
  if (error instanceof Error) return new ImageStoreIsUnavailable({ cause: error });
  return new ImageStoreIsUnavailable({ cause: new Error(`Cloudinary: ${JSON.stringify(error)}`) });
}
