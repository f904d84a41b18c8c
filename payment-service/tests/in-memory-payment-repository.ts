import { currentCause } from '@souk/chassis/execution-context';
import { PaymentNotFound } from '../src/domain/payment/payment-error.ts';
import type { PaymentEvent } from '../src/domain/payment/payment-event.ts';
import type { DuePayments, PaymentRepository } from '../src/domain/payment/payment-repository.ts';
import type { PaymentState } from '../src/domain/payment/payment-state.ts';
import { Payment } from '../src/domain/payment/payment.ts';

/** Keeps payments in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryPaymentRepository implements PaymentRepository {
  /** What has happened since the repository was made, oldest first. */
  readonly events: PaymentEvent[] = [];
  readonly #states = new Map<string, PaymentState>();
  /** Each order's id with that of a message that has changed its payment. */
  readonly #handled = new Set<string>();

  constructor(...payments: readonly Payment[]) {
    for (const { state } of payments) this.#states.set(state.orderId, state);
  }

  async add(payment: Payment): Promise<boolean> {
    if (this.#states.has(payment.state.orderId)) return false;
    this.#keep(payment);
    return true;
  }

  async find(orderId: string): Promise<Payment | null> {
    const state = this.#states.get(orderId);
    return state === undefined ? null : Payment.rehydrate(state);
  }

  async update(orderId: string, change: (payment: Payment) => void): Promise<Payment> {
    const before = this.#states.get(orderId);
    if (before === undefined) throw new PaymentNotFound();
    const payment = Payment.rehydrate(before);
    if (this.#handled.has(handlingOf(orderId))) return payment;
    change(payment);
    if (payment.state !== before) this.#keep(payment);
    return payment;
  }

  async due(at: Date, limit: number, after: string | null = null): Promise<DuePayments> {
    const due = [...this.#states.values()]
      .flatMap(({ orderId, nextActionAt }) =>
        nextActionAt === null ? [] : [{ orderId, dueAt: nextActionAt.getTime() }],
      )
      .filter(({ dueAt }) => dueAt <= at.getTime())
      .sort((a, b) => a.dueAt - b.dueAt || (a.orderId < b.orderId ? -1 : 1))
      .map(({ orderId }) => orderId);
    const start = after === null ? 0 : due.indexOf(after) + 1;
    const orderIds = due.slice(start, start + limit);
    return { orderIds, next: due.length > start + limit ? orderIds.at(-1)! : null };
  }

  #keep(payment: Payment): void {
    const { orderId } = payment.state;
    this.#states.set(orderId, payment.state);
    this.events.push(...payment.pullEvents());
    if (currentCause().message !== null) this.#handled.add(handlingOf(orderId));
  }
}

const handlingOf = (orderId: string): string => `${orderId} ${currentCause().message?.id ?? ''}`;
