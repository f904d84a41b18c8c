import { OrderNotFound } from '../../domain/order/order-error.ts';
import type { OrderRepository } from '../../domain/order/order-repository.ts';
import type { OrderState } from '../../domain/order/order-state.ts';
import type { Viewer } from '../../domain/order/viewer.ts';
import { viewOf, type OrderView } from '../order-view.ts';
import type { OrderChanges } from '../ports/order-changes.ts';
import type { Timeline, TimelineEntry } from '../ports/timeline.ts';

export interface ViewOrderPorts {
  readonly orders: OrderRepository;
  readonly changes: OrderChanges;
  readonly timeline: Timeline;
}

/** Shows an order, and all that happened to it, to those who may see it. */
export class ViewOrder {
  readonly #ports: ViewOrderPorts;

  constructor(ports: ViewOrderPorts) {
    this.#ports = ports;
  }

  /** Waits up to `waitMilliseconds` for the order to change from what it is now. */
  async execute(orderId: string, viewer: Viewer, waitMilliseconds = 0): Promise<OrderView> {
    const order = await this.#ports.orders.find(orderId);
    if (order === null || !order.isVisibleTo(viewer)) throw new OrderNotFound();
    if (waitMilliseconds === 0) return viewOf(order.state);
    const seen = order.state.updatedAt.getTime();
    const hasChanged = ({ updatedAt }: OrderState) => updatedAt.getTime() !== seen;
    return viewOf((await this.#ports.changes.waitUntil(orderId, hasChanged, waitMilliseconds)) ?? order.state);
  }

  async timeline(orderId: string, viewer: Viewer): Promise<readonly TimelineEntry[]> {
    await this.execute(orderId, viewer);
    return this.#ports.timeline.of(orderId);
  }
}
