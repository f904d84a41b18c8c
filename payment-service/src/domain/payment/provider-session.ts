import type { MoneyShape } from '@souk/kernel/money';

/** Money that a provider has taken. */
export interface CapturedPayment {
  readonly paymentIntentId: string;
  readonly amount: MoneyShape;
}

/** A place to pay as it stands at the provider right now. */
export type ProviderSession = {
  readonly id: string;
  readonly orderId: string;
  readonly attempt: number;
  readonly expiresAt: Date;
} & (
  | { readonly status: 'open'; readonly url: string }
  /** The shopper did their part and the money arrives later. */
  | { readonly status: 'processing' }
  /** It never will; `code` is the bank's or the provider's. */
  | { readonly status: 'failed'; readonly code: string | null }
  | { readonly status: 'paid'; readonly captured: CapturedPayment }
  | { readonly status: 'expired' }
);
