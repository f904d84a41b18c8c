import { CleanUpImages } from '../src/application/clean-up-images/clean-up-images.ts';
import { aDraft, anImage, at, later } from './a-product.ts';
import { InMemoryImageClaims } from './in-memory-image-claims.ts';
import { InMemoryImageStore } from './in-memory-image-store.ts';
import { InMemoryProductRepository } from './in-memory-product-repository.ts';

/** What use cases about images need, in memory: a product `p` that shows the image `shown`, and nothing else in the store. */
export function aGallery() {
  const product = aDraft({ id: 'p' });
  const shown = anImage('shown');
  product.addImages([shown], at);
  const products = new InMemoryProductRepository(product);
  const claims = new InMemoryImageClaims();
  const store = new InMemoryImageStore(shown.publicId);
  const clock = { now: () => at };
  const cleanUpLater = new CleanUpImages({ products, claims, store, clock: { now: () => later } });
  return { shown, products, claims, store, clock, cleanUpLater };
}
