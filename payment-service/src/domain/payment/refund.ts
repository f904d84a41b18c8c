import type { MoneyShape } from '@souk/kernel/money';

/** `requested`: the provider may not know of it yet. */
export type RefundStatus = 'requested' | 'pending' | 'succeeded' | 'failed';

/**
 * `granted`: by an admin. `late-payment`: money that came for an order which had ended, or had been paid already.
 * `external`: somebody made it at the provider, past this shop.
 */
export type RefundReason = 'cancelled' | 'granted' | 'late-payment' | 'external';

/** Money that goes back to the shopper. */
export interface Refund {
  readonly refundId: string;
  /** What it is given back from. */
  readonly paymentIntentId: string;
  readonly amount: MoneyShape;
  readonly reason: RefundReason;
  readonly status: RefundStatus;
  readonly providerRefundId: string | null;
  /** Why the provider could not give it back. */
  readonly failure: string | null;
  readonly requestedAt: Date;
}

/** A refund as the order asks for it. */
export type RequestedRefund = Pick<Refund, 'refundId' | 'amount'> & { readonly reason: 'cancelled' | 'granted' };

export const newRefund = (
  wanted: Pick<Refund, 'refundId' | 'paymentIntentId' | 'amount' | 'reason'>,
  at: Date,
): Refund => ({ ...wanted, status: 'requested', providerRefundId: null, failure: null, requestedAt: at });

/** A refund as it stands at the provider. */
export interface ProviderRefund extends Pick<Refund, 'refundId' | 'paymentIntentId' | 'amount' | 'failure'> {
  /** Null when the provider refused to make one. */
  readonly providerRefundId: string | null;
  readonly status: Exclude<RefundStatus, 'requested'>;
}

/** A refund that succeeded may still fail: the shopper's bank can send it back (https://docs.stripe.com/refunds#failed-refunds). */
const MAY_BECOME: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  requested: ['pending', 'succeeded', 'failed'],
  pending: ['succeeded', 'failed'],
  succeeded: ['failed'],
  failed: [],
};

/** Whether news says more of a refund than is known already; what is older or told twice does not. */
export const isNews = (known: Refund, { status }: ProviderRefund): boolean => MAY_BECOME[known.status].includes(status);
