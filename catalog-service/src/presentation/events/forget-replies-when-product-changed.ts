import { on, type Subscription } from '@souk/chassis/events/subscription';
import { ProductArchivedV1, ProductPublishedV1, ProductUpdatedV1 } from '@souk/contracts/catalog-events';

/**
 * Another process of the service may have changed the product. Each event reaches one process of the service; what the others
 * keep is gone when its short lifetime ends.
 */
export function forgetRepliesWhenProductChanged(forget: () => void): readonly Subscription[] {
  const handle = () => {
    forget();
    return Promise.resolve();
  };
  return [on(ProductPublishedV1, handle), on(ProductUpdatedV1, handle), on(ProductArchivedV1, handle)];
}
