import { OrderNotFound } from '../../domain/order/order-error.ts';
import type { OrderState } from '../../domain/order/order-state.ts';
import { Order } from '../../domain/order/order.ts';
import type { Viewer } from '../../domain/order/viewer.ts';
import { viewOf, type OrderView } from '../order-view.ts';
import type { OrderChanges } from '../ports/order-changes.ts';
import type { Actor, Timeline, TimelineEntry } from '../ports/timeline.ts';

export interface ViewOrderPorts {
  readonly changes: OrderChanges;
  readonly timeline: Timeline;
}

export interface Wait {
  /** The revision that the viewer has. */
  readonly seen: number | null;
  readonly milliseconds: number;
}

export interface TimelineView extends Omit<TimelineEntry, 'who'> {
  readonly who: Exclude<Actor, 'shopper'> | 'customer' | 'guest' | null;
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
    let known = seen;
    const isAnswer = (order: OrderState) => order.revision !== (known ??= order.revision) || !isVisible(order, viewer);
    const order = await this.#ports.changes.waitUntil(orderId, isAnswer, milliseconds);
    if (order === null || !isVisible(order, viewer)) throw new OrderNotFound();
    return viewOf(order);
  }

  async timeline(orderId: string, viewer: Viewer): Promise<readonly TimelineView[]> {
    const { customerId } = await this.execute(orderId, viewer);
    const shopper = customerId === null ? 'guest' : 'customer';
    const entries = await this.#ports.timeline.of(orderId);
    return entries.map((entry) => ({ ...entry, who: entry.who === 'shopper' ? shopper : entry.who }));
  }
}

const isVisible = (state: OrderState, viewer: Viewer): boolean => Order.rehydrate(state).isVisibleTo(viewer);
