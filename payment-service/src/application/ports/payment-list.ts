import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { Attention } from '../../domain/payment/payment-state.ts';
import type { PaymentStatus } from '../../domain/payment/payment-status.ts';
import type { PaymentView } from '../payment-view.ts';

export interface PaymentFilter {
  readonly status?: PaymentStatus | undefined;
  readonly attention?: Attention | undefined;
  readonly orderId?: string | undefined;
}

export interface PaymentList {
  /** The newest payments first. */
  find(filter: PaymentFilter, page: PageWanted): Promise<PageFound<PaymentView>>;
  /** @throws PaymentNotFound */
  of(orderId: string): Promise<PaymentView>;
}
