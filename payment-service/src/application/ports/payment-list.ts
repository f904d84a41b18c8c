import type { PaymentStatus } from '../../domain/payment/payment-status.ts';
import type { PaymentView } from '../payment-view.ts';

export interface PaymentFilter {
  readonly status?: PaymentStatus | undefined;
  readonly orderId?: string | undefined;
}

export interface PaymentPage {
  readonly data: readonly PaymentView[];
  /** How many payments there are in all. */
  readonly count: number;
}

export interface PaymentList {
  /** The newest payments first. */
  find(filter: PaymentFilter, page: { readonly limit: number; readonly offset: number }): Promise<PaymentPage>;
  /** @throws PaymentNotFound */
  of(orderId: string): Promise<PaymentView>;
}
