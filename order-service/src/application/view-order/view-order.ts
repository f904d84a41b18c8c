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

export interface Wait {
  /** The revision that the viewer has. */
  readonly seen: number | null;
  readonly milliseconds: number;
}

const NO_WAIT: Wait = { seen: null, milliseconds: 0 };

/** Shows an order, and all that happened to it, to those who may see it. */
export class ViewOrder {
  readonly #ports: ViewOrderPorts;

  constructor(ports: ViewOrderPorts) {
    this.#ports = ports;
  }

  /** Waits so long for a revision that the viewer has not seen; of a viewer who does not say, the one of now counts as seen. */
  async execute(orderId: string, viewer: Viewer, { seen, milliseconds }: Wait = NO_WAIT): Promise<OrderView> {
    const order = await this.#ports.orders.find(orderId);
    if (order === null || !order.isVisibleTo(viewer)) throw new OrderNotFound();
    const known = seen ?? order.state.revision;
    if (milliseconds === 0 || order.state.revision !== known) return viewOf(order.state);
    const isNew = ({ revision }: OrderState) => revision !== known;
    return viewOf((await this.#ports.changes.waitUntil(orderId, isNew, milliseconds)) ?? order.state);
  }

  async timeline(orderId: string, viewer: Viewer): Promise<readonly TimelineEntry[]> {
    await this.execute(orderId, viewer);
    return this.#ports.timeline.of(orderId);
  }
}
