import { describe, expect, it, vi } from 'vitest';
import { at, later } from '../../tests/a-product.ts';
import { InMemoryImageClaims } from '../../tests/in-memory-image-claims.ts';
import { InMemoryImageStore } from '../../tests/in-memory-image-store.ts';
import { UploadTookTooLong } from './ports/image-error.ts';
import { StoreImages } from './store-images.ts';

const image = { id: 'abc', bytes: new Uint8Array(), width: 1, height: 1, alt: 'A bowl' };

function storeThatTakes(minutes: number) {
  let now = at;
  const claims = new InMemoryImageClaims();
  const store = new InMemoryImageStore();
  const upload = store.upload.bind(store);
  store.upload = (publicId) => {
    now = new Date(now.getTime() + minutes * 60_000);
    return upload(publicId);
  };
  const images = new StoreImages({ store, claims, clock: { now: () => now } });
  return { images, noted: () => claims.due(later, 10) };
}

describe('storing images', () => {
  it('when the store is quick, shows them and has nothing left to find out', async () => {
    const { noted, images } = storeThatTakes(5);
    const show = vi.fn(async () => {
      expect(await noted()).toMatchObject([{ publicId: 'products/p1/abc', productId: 'p1' }]);
    });
    await images.during('p1', [image], show);
    const { bytes, ...described } = image;
    expect(show).toHaveBeenCalledExactlyOnceWith([{ ...described, publicId: 'products/p1/abc', version: 7 }]);
    expect(await noted()).toEqual([]);
  });

  it('when the store is so slow that they might be destroyed meanwhile, shows none', async () => {
    const { noted, images } = storeThatTakes(6);
    const show = vi.fn(() => Promise.resolve());
    await expect(images.during('p1', [image], show)).rejects.toThrow(UploadTookTooLong);
    expect(show).not.toHaveBeenCalled();
    expect(await noted()).toMatchObject([{ dueAt: new Date('2026-01-01T09:15:00Z') }]);
  });
});
