import { on, type Subscription } from '@souk/chassis/events/subscription';
import { OrderCancelledV1 } from '@souk/contracts/order-events';
import type { ReleaseStock } from '../../application/release-stock/release-stock.ts';

export function releaseStockWhenOrderCancelled(releaseStock: ReleaseStock): Subscription {
  return on(OrderCancelledV1, ({ data }) => releaseStock.execute(data.orderId));
}
