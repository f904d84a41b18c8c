import type { Clock } from '@souk/kernel/clock';
import type { OrderRepository } from '../../domain/order/order-repository.ts';
import type { OrderState, PaymentSession } from '../../domain/order/order-state.ts';
import { isTerminal } from '../../domain/order/order-status.ts';
import type { Viewer } from '../../domain/order/viewer.ts';
import { changeAsViewer } from '../order-access.ts';
import type { OrderChanges } from '../ports/order-changes.ts';

export interface ReopenPaymentPorts {
  readonly orders: OrderRepository;
  readonly changes: OrderChanges;
  readonly clock: Clock;
}

/** Gives the shopper a place to pay again: the session that is open, or a new one. Null while it is being opened. */
export class ReopenPayment {
  readonly #ports: ReopenPaymentPorts;

  constructor(ports: ReopenPaymentPorts) {
    this.#ports = ports;
  }

  async execute(orderId: string, viewer: Viewer, waitMilliseconds: number): Promise<PaymentSession | null> {
    const { orders, changes, clock } = this.#ports;
    const reopen = () => changeAsViewer(orders, orderId, viewer, (order) => order.reopenPayment(clock.now()));
    const { attempt } = await reopen();
    const isAnswered = ({ session, paymentStatus, status }: OrderState) =>
      session?.attempt === attempt || paymentStatus !== 'unpaid' || isTerminal(status);
    const order = await changes.waitUntil(orderId, isAnswered, waitMilliseconds);
    if (order?.session?.attempt === attempt) return order.session;
    // Paid or cancelled meanwhile, the order says so; otherwise this changes nothing.
    await reopen();
    return null;
  }
}
