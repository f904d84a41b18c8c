import { on, type Subscription } from '@souk/chassis/events/subscription';
import { OrderCreatedV1 } from '@souk/contracts/order-events';
import type { ReserveStock } from '../../application/reserve-stock/reserve-stock.ts';

export function reserveStockWhenOrderCreated(reserveStock: ReserveStock): Subscription {
  return on(OrderCreatedV1, ({ data }) => reserveStock.execute(data.orderId, data.lines));
}
