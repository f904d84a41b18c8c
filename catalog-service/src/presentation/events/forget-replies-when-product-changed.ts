import { on, type Subscription } from '@souk/chassis/events/subscription';
import { ProductArchivedV1, ProductPublishedV1, ProductUpdatedV1 } from '@souk/contracts/catalog-events';

/**
 * Another process of the service may have changed the product, and been cut off before it could say so. Each event reaches one process
 * of the service, which tells the others.
 */
export function forgetRepliesWhenProductChanged(tell: () => Promise<void>): readonly Subscription[] {
  return [ProductPublishedV1, ProductUpdatedV1, ProductArchivedV1].map((contract) => on(contract, tell));
}
