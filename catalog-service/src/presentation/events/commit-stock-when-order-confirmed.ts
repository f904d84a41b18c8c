import { on, type Subscription } from '@souk/chassis/events/subscription';
import { OrderConfirmedV1 } from '@souk/contracts/order-events';
import type { CommitStock } from '../../application/commit-stock/commit-stock.ts';

export function commitStockWhenOrderConfirmed(commitStock: CommitStock): Subscription {
  return on(OrderConfirmedV1, ({ data }) => commitStock.execute(data.orderId));
}
