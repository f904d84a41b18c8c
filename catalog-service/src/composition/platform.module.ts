import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { CatalogServiceConfig } from '../config.ts';
import { CloudinaryImageStore } from '../infrastructure/images/cloudinary-image-store.ts';
import { CloudinaryImages } from '../infrastructure/images/cloudinary-images.ts';
import { SharpImageProcessor } from '../infrastructure/images/sharp-image-processor.ts';
import { SlugsOfNames } from '../infrastructure/slugs-of-names.ts';
import type { Caches } from './caches.ts';
import { T } from './tokens.ts';

/** What the service gets from its configuration and from the world around it. */
export function platformModule({ config, clock }: Platform<CatalogServiceConfig>, caches: Caches): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(T.Caches).toConstantValue(caches);
    bind(T.Clock).toConstantValue(clock);
    bind(T.ImageProcessor).toConstantValue(new SharpImageProcessor());
    bind(T.ImageStore).toConstantValue(new CloudinaryImageStore(config.CLOUDINARY_URL));
    bind(T.Slugs).toConstantValue(new SlugsOfNames());
    bind(T.ImageUrls).toConstantValue(new CloudinaryImages(config.CLOUDINARY_URL));
  });
}
