import { Money, type MoneyShape } from '@souk/kernel/money';
import type { Attention, PaymentState } from '../domain/payment/payment-state.ts';

/** A payment as the admins see it. */
export type PaymentView = Pick<
  PaymentState,
  | 'orderId'
  | 'email'
  | 'total'
  | 'status'
  | 'refusal'
  | 'paymentIntentId'
  | 'captures'
  | 'refunds'
  | 'disputes'
  | 'declines'
  | 'requestedAt'
  | 'updatedAt'
> & {
  readonly attention: Attention | null;
  readonly attempt: number | null;
  readonly sessionId: string | null;
  readonly sessionExpiresAt: Date | null;
  /** All that was taken, and all that is back with the shopper, lost disputes included; null when nothing was ever asked for. */
  readonly captured: MoneyShape | null;
  readonly refunded: MoneyShape | null;
};

export function viewOf(payment: PaymentState): PaymentView {
  const { captures, refunds, disputes, session, total } = payment;
  const sum = (items: readonly { readonly amount: MoneyShape }[]) =>
    total === null
      ? null
      : Money.sum(
          items.map(({ amount }) => Money.from(amount)),
          total.currency,
        ).toJSON();
  return {
    orderId: payment.orderId,
    email: payment.email,
    total,
    status: payment.status,
    refusal: payment.refusal,
    attention: payment.attention ?? null,
    paymentIntentId: payment.paymentIntentId,
    captures,
    refunds,
    disputes,
    declines: payment.declines,
    requestedAt: payment.requestedAt,
    updatedAt: payment.updatedAt,
    attempt: payment.request?.attempt ?? null,
    sessionId: session?.id ?? null,
    sessionExpiresAt: session?.expiresAt ?? null,
    captured: sum(captures),
    refunded: sum([
      ...refunds.filter(({ status }) => status === 'succeeded'),
      ...disputes.filter(({ status }) => status === 'lost'),
    ]),
  };
}
