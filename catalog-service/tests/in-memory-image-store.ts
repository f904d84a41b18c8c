import type { ImageStore } from '../src/application/ports/image-store.ts';

/** Knows which images it was given. */
export class InMemoryImageStore implements ImageStore {
  readonly stored: Set<string>;

  constructor(...publicIds: readonly string[]) {
    this.stored = new Set(publicIds);
  }

  async upload(publicId: string): Promise<number> {
    this.stored.add(publicId);
    return 7;
  }

  async destroy(publicId: string): Promise<void> {
    this.stored.delete(publicId);
  }
}
