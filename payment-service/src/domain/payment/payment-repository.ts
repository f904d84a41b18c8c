import type { Payment } from './payment.ts';

export interface DuePayments {
  readonly orderIds: readonly string[];
  /** Null on the last page. */
  readonly next: string | null;
}

export interface PaymentRepository {
  /** False when there is a payment of this order already, which is left as it is. */
  add(payment: Payment): Promise<boolean>;
  find(orderId: string): Promise<Payment | null>;
  /**
   * Changes a payment and stores it with its events. `change` may run several times, when others change it meanwhile.
   * @throws PaymentNotFound
   */
  update(orderId: string, change: (payment: Payment) => void): Promise<Payment>;
  /** A page of payments that somebody has to look at, the longest due first; `after` is the `next` of the page before. */
  due(at: Date, limit: number, after?: string | null): Promise<DuePayments>;
}
