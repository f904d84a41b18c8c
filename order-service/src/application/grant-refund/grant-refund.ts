import type { Clock } from '@souk/kernel/clock';
import type { MoneyShape } from '@souk/kernel/money';
import type { OrderRepository } from '../../domain/order/order-repository.ts';
import { viewOf, type OrderView } from '../order-view.ts';

export interface GrantRefundInput {
  readonly orderId: string;
  /** The same id asks for the same refund, once. */
  readonly refundId: string;
  /** Null for all that is left. */
  readonly amount: MoneyShape | null;
  readonly note: string | null;
}

/** Gives money of a paid order back, because an admin has decided so. */
export class GrantRefund {
  readonly #orders: OrderRepository;
  readonly #clock: Clock;

  constructor({ orders, clock }: { orders: OrderRepository; clock: Clock }) {
    this.#orders = orders;
    this.#clock = clock;
  }

  async execute({ orderId, ...refund }: GrantRefundInput): Promise<OrderView> {
    const { state } = await this.#orders.update(orderId, (order) => {
      order.grantRefund(refund, this.#clock.now());
    });
    return viewOf(state);
  }
}
