import { describe, expect, it } from 'vitest';
import { aGallery } from '../../../tests/a-gallery.ts';
import { later } from '../../../tests/a-product.ts';
import { ImageNotFound, ProductNotFound } from '../../domain/product/product-error.ts';
import { CleanUpImages } from '../clean-up-images/clean-up-images.ts';
import { RemoveImage } from './remove-image.ts';

function aRemoving() {
  const gallery = aGallery();
  const removeImage = new RemoveImage(gallery);
  const images = async () => (await gallery.products.find('p'))?.state.images;
  return { ...gallery, images, remove: (productId: string, id: string) => removeImage.execute(productId, id) };
}

describe('removing an image', () => {
  it('when done, is shown no more and may be destroyed at once', async () => {
    const { remove, images, store, ...ports } = aRemoving();
    await remove('p', 'shown');
    expect(await images()).toEqual([]);
    await new CleanUpImages({ ...ports, store }).execute();
    expect([...store.stored]).toEqual([]);
  });

  it('when cut off before the product is changed, stays where it is', async () => {
    const { remove, images, shown, products, store, cleanUpLater } = aRemoving();
    products.update = () => Promise.reject(new Error('cut off'));
    await expect(remove('p', 'shown')).rejects.toThrow('cut off');
    await cleanUpLater.execute();
    expect(await images()).toEqual([shown]);
    expect([...store.stored]).toEqual([shown.publicId]);
  });

  it('when cut off right after the product is changed, is destroyed all the same', async () => {
    const { remove, images, products, store, cleanUpLater } = aRemoving();
    const update = products.update.bind(products);
    products.update = async (id, change) => {
      await update(id, change);
      throw new Error('cut off');
    };
    await expect(remove('p', 'shown')).rejects.toThrow('cut off');
    await cleanUpLater.execute();
    expect(await images()).toEqual([]);
    expect([...store.stored]).toEqual([]);
  });

  it.each([
    ['product', 'q', 'shown', ProductNotFound],
    ['image', 'p', 'other', ImageNotFound],
  ])('when there is no such %s, says so and notes nothing', async (_what, productId, imageId, refusal) => {
    const { remove, claims } = aRemoving();
    await expect(remove(productId, imageId)).rejects.toThrow(refusal);
    expect(await claims.due(later, 10)).toEqual([]);
  });
});
