import { ContainerModule } from 'inversify';
import { AddImages } from '../application/add-images/add-images.ts';
import { ArrangeImages } from '../application/arrange-images/arrange-images.ts';
import { CleanUpImages } from '../application/clean-up-images/clean-up-images.ts';
import { RemoveImage } from '../application/remove-image/remove-image.ts';
import { StoreImages } from '../application/store-images.ts';
import { T } from './tokens.ts';

/** The use cases about images. */
export const imageModule = new ContainerModule(({ bind }) => {
  bind(T.AddImages).toResolvedValue(
    (products, processor, store, clock) => new AddImages({ products, processor, store, clock }),
    [T.ProductRepository, T.ImageProcessor, T.StoreImages, T.Clock],
  );
  bind(T.ArrangeImages).toResolvedValue(
    (products, clock) => new ArrangeImages({ products, clock }),
    [T.ProductRepository, T.Clock],
  );
  bind(T.CleanUpImages).toResolvedValue(
    (products, claims, store, clock) => new CleanUpImages({ products, claims, store, clock }),
    [T.ProductRepository, T.ImageClaims, T.ImageStore, T.Clock],
  );
  bind(T.RemoveImage).toResolvedValue(
    (products, claims, clock) => new RemoveImage({ products, claims, clock }),
    [T.ProductRepository, T.ImageClaims, T.Clock],
  );
  bind(T.StoreImages).toResolvedValue(
    (store, claims, clock) => new StoreImages({ store, claims, clock }),
    [T.ImageStore, T.ImageClaims, T.Clock],
  );
});
