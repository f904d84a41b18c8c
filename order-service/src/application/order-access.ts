import { OrderNotFound } from '../domain/order/order-error.ts';
import type { OrderRepository } from '../domain/order/order-repository.ts';
import type { OrderState } from '../domain/order/order-state.ts';
import type { Order } from '../domain/order/order.ts';
import type { Viewer } from '../domain/order/viewer.ts';

/** Changes an order for somebody who may see it; to everybody else it does not exist. */
export async function changeAsViewer(
  orders: OrderRepository,
  orderId: string,
  viewer: Viewer,
  change: (order: Order) => void,
): Promise<OrderState> {
  const { state } = await orders.update(orderId, (order) => {
    if (!order.isVisibleTo(viewer)) throw new OrderNotFound();
    change(order);
  });
  return state;
}
