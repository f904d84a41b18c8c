import { RowsFailed } from '@souk/kernel/each-on-its-own';
import { describe, expect, it } from 'vitest';
import { aGallery } from '../../../tests/a-gallery.ts';
import { anImage, at, later } from '../../../tests/a-product.ts';
import { ImageIsBeingRemoved } from '../ports/image-error.ts';
import { CleanUpImages } from './clean-up-images.ts';

const { publicId } = anImage('left-behind');
const leftBehind = { publicId, productId: 'p', dueAt: at };

/** A gallery in whose store an image was left behind. */
async function anUntidyGallery() {
  const gallery = aGallery();
  gallery.store.stored.add(publicId);
  await gallery.claims.note([leftBehind]);
  return { ...gallery, cleanUp: new CleanUpImages(gallery) };
}

describe('cleaning up images', () => {
  it('when images are due, destroys those that no product shows, and asks about none of them again', async () => {
    const { cleanUp, shown, claims, store } = await anUntidyGallery();
    await claims.note([{ ...leftBehind, publicId: shown.publicId }]);
    await cleanUp.execute();
    expect([...store.stored]).toEqual([shown.publicId]);
    expect(await claims.due(later, 10)).toEqual([]);
  });

  it('when an image is not due yet, leaves it alone', async () => {
    const { cleanUp, claims, store } = await anUntidyGallery();
    await claims.note([{ ...leftBehind, dueAt: new Date(at.getTime() + 1) }]);
    await cleanUp.execute();
    expect(store.stored).toContain(publicId);
  });

  it('when an image is uploaded again at this very moment, keeps it', async () => {
    const { cleanUp, products, claims, store } = await anUntidyGallery();
    const find = products.find.bind(products);
    products.find = async (id) => {
      await claims.note([{ ...leftBehind, dueAt: later }]);
      return find(id);
    };
    await cleanUp.execute();
    expect(store.stored).toContain(publicId);
    expect(await claims.due(later, 10)).toEqual([{ ...leftBehind, dueAt: later }]);
  });

  it('when the store cannot be reached, lets nobody upload the image until it is destroyed', async () => {
    const { cleanUp, cleanUpLater, claims, store } = await anUntidyGallery();
    const destroy = store.destroy.bind(store);
    store.destroy = () => Promise.reject(new Error('unreachable'));
    await expect(cleanUp.execute()).rejects.toThrow(RowsFailed);
    await expect(claims.note([{ ...leftBehind, dueAt: later }])).rejects.toThrow(ImageIsBeingRemoved);
    store.destroy = destroy;
    await cleanUpLater.execute();
    expect(store.stored).not.toContain(publicId);
    await claims.note([{ ...leftBehind, dueAt: later }]);
  });

  it('when one image fails again and again, destroys the others and tries it less and less', async () => {
    const { claims, store, products } = await anUntidyGallery();
    const bad = { ...leftBehind, publicId: 'products/p/bad', dueAt: new Date(at.getTime() - 1) };
    await claims.note([bad]);
    const destroy = store.destroy.bind(store);
    const tries: string[] = [];
    store.destroy = (id) => {
      tries.push(id);
      return id === bad.publicId ? Promise.reject(new Error('refused')) : destroy(id);
    };
    let seconds = 0;
    const cleanUp = new CleanUpImages({
      claims,
      store,
      products,
      clock: { now: () => new Date(at.getTime() + seconds * 1_000) },
    });
    await expect(cleanUp.execute()).rejects.toThrow('1 of 2 failed');
    expect(tries).toEqual([bad.publicId, publicId]);
    for (seconds = 5; seconds <= 100; seconds += 5) await cleanUp.execute().catch(() => undefined);
    expect(tries.filter((id) => id === bad.publicId)).toHaveLength(4);
  });
});
