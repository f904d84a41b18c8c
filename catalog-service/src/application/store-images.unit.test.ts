import { describe, expect, it, vi } from 'vitest';
import type { ImageClaim } from './ports/image-claims.ts';
import { UploadTookTooLong } from './ports/image-error.ts';
import { StoreImages } from './store-images.ts';

const image = { id: 'abc', bytes: new Uint8Array(), width: 1, height: 1, alt: 'A bowl' };

function storeThatTakes(minutes: number) {
  let now = Date.parse('2026-01-01T09:00:00Z');
  const open = new Map<string, ImageClaim>();
  const claims = {
    note: (noted: readonly ImageClaim[]) => {
      for (const claim of noted) open.set(claim.publicId, claim);
      return Promise.resolve();
    },
    settle: (settled: readonly ImageClaim[]) => {
      for (const { publicId } of settled) open.delete(publicId);
      return Promise.resolve();
    },
    due: () => Promise.resolve([]),
    doom: () => Promise.resolve(true),
  };
  const store = {
    upload: () => {
      now += minutes * 60_000;
      return Promise.resolve(7);
    },
    destroy: () => Promise.resolve(),
  };
  return { open, images: new StoreImages({ store, claims, clock: { now: () => new Date(now) } }) };
}

describe('storing images', () => {
  it('when the store is quick, shows them and has nothing left to find out', async () => {
    const { open, images } = storeThatTakes(1);
    const show = vi.fn(() => {
      expect([...open.keys()]).toEqual(['products/p1/abc']);
      return Promise.resolve();
    });
    await images.during('p1', [image], show);
    const { bytes, ...described } = image;
    expect(show).toHaveBeenCalledExactlyOnceWith([{ ...described, publicId: 'products/p1/abc', version: 7 }]);
    expect(open.size).toBe(0);
  });

  it('when the store is so slow that they might be destroyed meanwhile, shows none', async () => {
    const { open, images } = storeThatTakes(6);
    const show = vi.fn(() => Promise.resolve());
    await expect(images.during('p1', [image], show)).rejects.toThrow(UploadTookTooLong);
    expect(show).not.toHaveBeenCalled();
    expect([...open.values()]).toMatchObject([{ dueAt: new Date('2026-01-01T09:15:00Z') }]);
  });
});
