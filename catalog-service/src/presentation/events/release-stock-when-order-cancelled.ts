import { on, type Subscription } from '@souk/chassis/events/subscription';
import { OrderCancelledV2 } from '@souk/contracts/order-events';
import type { ReleaseStock } from '../../application/release-stock/release-stock.ts';

export function releaseStockWhenOrderCancelled(releaseStock: ReleaseStock): Subscription {
  return on(OrderCancelledV2, ({ data }) => releaseStock.execute(data.orderId));
}
