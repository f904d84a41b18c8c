import type { Clock } from '@souk/kernel/clock';
import type { OrderRepository } from '../../domain/order/order-repository.ts';
import type { Viewer } from '../../domain/order/viewer.ts';
import { changeAsViewer } from '../order-access.ts';
import { viewOf, type OrderView } from '../order-view.ts';

/** Ends an order that has not been shipped; what was paid for it goes back first. */
export class CancelOrder {
  readonly #orders: OrderRepository;
  readonly #clock: Clock;

  constructor({ orders, clock }: { orders: OrderRepository; clock: Clock }) {
    this.#orders = orders;
    this.#clock = clock;
  }

  async execute(orderId: string, viewer: Viewer): Promise<OrderView> {
    const order = await changeAsViewer(this.#orders, orderId, viewer, (order) => {
      order.cancel(viewer.isAdmin ? 'shop' : 'customer', this.#clock.now());
    });
    return viewOf(order);
  }
}
