import type { Payment } from './payment.ts';

export interface PaymentRepository {
  /** False when there is a payment of this order already, which is left as it is. */
  add(payment: Payment): Promise<boolean>;
  find(orderId: string): Promise<Payment | null>;
  /**
   * Changes a payment and stores it with its events. `change` may run several times, when others change it meanwhile.
   * @throws PaymentNotFound
   */
  update(orderId: string, change: (payment: Payment) => void): Promise<Payment>;
  /** Order ids of payments that somebody has to look at, the longest due first. */
  due(at: Date, limit: number): Promise<readonly string[]>;
}
