import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Store } from '../store.ts';
import type { Collection } from '../store.ts';
import type { Asset } from './asset.ts';
import { CloudinaryError } from './cloudinary-error.ts';
import { DerivedImages } from './derived-images.ts';
import { inspectImage } from './image-inspection.ts';
import { Limiter } from './limiter.ts';
import { MAX_FILE_BYTES } from './received-form.ts';
import type { ReceivedFile } from './received-form.ts';
import { render } from './rendering.ts';
import type { Rendering } from './rendering.ts';
import type { UploadRequest } from './upload-request.ts';

/** Each runs on one thread; two of them leave a small machine responsive. */
const PARALLEL_IMAGES = 2;

/**
 * The uploaded images. A file is complete before the journal names it, and the journal forgets it before it is removed:
 * a kill in between leaves a nameless file, which the next start removes.
 */
export class ImageLibrary {
  /** Folders, without a trailing slash: `incoming` holds unfinished files. */
  readonly incoming: string;
  readonly originals: string;
  readonly derived: string;
  readonly #store: Store;
  readonly #assets: Collection<Asset>;
  readonly #derivedImages: DerivedImages;
  readonly #limiter = new Limiter(PARALLEL_IMAGES);

  constructor(dir: string) {
    this.incoming = path.join(dir, 'incoming');
    this.originals = path.join(dir, 'originals');
    this.derived = path.join(dir, 'derived');
    rmSync(this.incoming, { recursive: true, force: true });
    for (const folder of [this.incoming, this.originals, this.derived]) mkdirSync(folder, { recursive: true });
    this.#store = Store.open(path.join(dir, 'assets.jsonl'));
    this.#assets = this.#store.collection<Asset>('assets');
    this.#derivedImages = new DerivedImages({ dir: this.derived, temporary: this.incoming }, this.#limiter, render);
    this.#removeNameless();
  }

  close(): void {
    this.#store.close();
  }

  find(publicId: string): Asset | undefined {
    return this.#assets.get(publicId);
  }

  newestFirst(): Asset[] {
    return this.#assets
      .values()
      .reverse()
      .sort((one, other) => other.version - one.version);
  }

  /**
   * Takes over a received file. Without `overwrite`, the asset that already has the public id stays.
   * @throws CloudinaryError 400 for a file that is too large, no image, or of a format that was not allowed
   */
  async add(received: ReceivedFile, request: UploadRequest): Promise<{ asset: Asset; previous: Asset | undefined }> {
    if (received.tooLarge) throw new CloudinaryError(400, `File size too large. Maximum is ${MAX_FILE_BYTES}.`);
    const image = await this.#limiter.run(() => inspectImage(received.path));
    if (request.allowedFormats !== null && !request.allowedFormats.includes(image.format)) {
      throw new CloudinaryError(400, `Image file format ${image.format} not allowed`);
    }
    const file = `${sha256(request.publicId)}-${randomUUID()}`;
    await rename(received.path, path.join(this.originals, file));

    const previous = this.find(request.publicId);
    if (previous !== undefined && !request.overwrite) {
      await rm(path.join(this.originals, file), { force: true });
      return { asset: previous, previous };
    }
    const asset = assetOf(received, request, image, file, previous);
    this.#assets.put(asset.public_id, asset);
    if (previous !== undefined) await this.#removeFiles(previous);
    return { asset, previous };
  }

  /** False where no asset has the public id. */
  async remove(publicId: string): Promise<boolean> {
    const asset = this.find(publicId);
    if (asset === undefined) return false;
    this.#assets.delete(publicId);
    await this.#removeFiles(asset);
    return true;
  }

  /** The name of the rendering's file in `derived`. */
  async rendered(asset: Asset, rendering: Rendering): Promise<string> {
    return this.#derivedImages.file(path.join(this.originals, asset.file), asset.content, rendering);
  }

  async #removeFiles({ file, content }: Asset): Promise<void> {
    await rm(path.join(this.originals, file), { force: true });
    if (!this.#assets.values().some((asset) => asset.content === content)) await this.#derivedImages.forget(content);
  }

  #removeNameless(): void {
    const assets = this.#assets.values();
    const named = new Set(assets.map(({ file }) => file));
    for (const file of readdirSync(this.originals)) {
      if (!named.has(file)) rmSync(path.join(this.originals, file));
    }
    this.#derivedImages.keepOnly(new Set(assets.map(({ content }) => content)));
  }
}

function assetOf(
  received: ReceivedFile,
  request: UploadRequest,
  image: Awaited<ReturnType<typeof inspectImage>>,
  file: string,
  previous: Asset | undefined,
): Asset {
  const now = Date.now();
  return {
    asset_id: previous?.asset_id ?? hexId(),
    public_id: request.publicId,
    version: Math.max(Math.floor(now / 1000), (previous?.version ?? 0) + 1),
    version_id: hexId(),
    ...image,
    created_at: new Date(now).toISOString().replace(/\.\d+/, ''),
    tags: request.tags,
    context: request.context,
    asset_folder: request.assetFolder,
    display_name: request.displayName,
    original_filename: path.parse(request.filename ?? received.name).name,
    bytes: received.bytes,
    etag: received.md5,
    content: received.sha256,
    file,
  };
}

function hexId(): string {
  return randomUUID().replaceAll('-', '');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
