import type { Dispute, DisputeStatus } from '../src/domain/payment/dispute.ts';
import { Payment } from '../src/domain/payment/payment.ts';
import type { SessionRequest } from '../src/domain/payment/payment-state.ts';
import type { ProviderSession } from '../src/domain/payment/provider-session.ts';
import type { ProviderRefund, RefundStatus } from '../src/domain/payment/refund.ts';

export const at = new Date('2026-01-01T09:00:00Z');
export const orderId = '0197a1b2-0000-7000-8000-0000000000aa';

export const minutesLater = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

export const euros = (amount: number) => ({ amount, currency: 'EUR' });

/** What the order costs. */
export const total = euros(2990);

export const aRequest = (attempt = 1): SessionRequest => ({
  attempt,
  idempotencyKey: `checkout:${orderId}:${attempt}`,
  parameters: { mode: 'payment' },
});

const common = (attempt: number) => ({ id: `cs_${attempt}`, orderId, attempt, expiresAt: minutesLater(35) });

export const aRefusal = { code: 'amount_too_small', reason: 'amount_too_small, line_items, 400' };

/** Sessions as the provider may describe them, `cs_1` of the first attempt by default. */
export const session = {
  open: (attempt = 1): ProviderSession => ({ ...common(attempt), status: 'open', url: `http://pay/cs_${attempt}` }),
  processing: (attempt = 1): ProviderSession => ({ ...common(attempt), status: 'processing' }),
  failed: (attempt = 1): ProviderSession => ({ ...common(attempt), status: 'failed', code: 'insufficient_funds' }),
  expired: (attempt = 1): ProviderSession => ({ ...common(attempt), status: 'expired' }),
  paid: (attempt = 1, amount = total): ProviderSession => ({
    ...common(attempt),
    status: 'paid',
    captured: { paymentIntentId: `pi_${attempt}`, amount },
  }),
};

export const refundNews = (
  refundId: string,
  status: ProviderRefund['status'],
  also: Partial<ProviderRefund> = {},
): ProviderRefund => ({
  refundId,
  providerRefundId: 're_1',
  paymentIntentId: 'pi_1',
  amount: total,
  status,
  failure: status === 'failed' ? 'lost_or_stolen_card' : null,
  ...also,
});

export const aDispute = (status: DisputeStatus, also: Partial<Dispute> = {}): Dispute => ({
  disputeId: 'du_1',
  paymentIntentId: 'pi_1',
  amount: total,
  reason: 'fraudulent',
  status,
  ...also,
});

export const aRequestedPayment = (): Payment =>
  Payment.request({ orderId, email: 'amira@souk.test', total, request: aRequest(), at });

/** A payment after these changes, without the events that they caused. */
function paymentAfter(...changes: readonly ((payment: Payment) => void)[]): Payment {
  const payment = aRequestedPayment();
  for (const change of changes) change(payment);
  payment.pullEvents();
  return payment;
}

const apply = (news: ProviderSession) => (payment: Payment) => payment.applySession(news, at);
const close = (payment: Payment) => payment.close(at);

/** A payment in every state that it can be in. */
export const payments = {
  requested: () => paymentAfter(),
  open: () => paymentAfter(apply(session.open())),
  /** Nobody knows yet whether there is a session. */
  'closing blindly': () => paymentAfter(close),
  closing: () => paymentAfter(apply(session.open()), close),
  /** The next session waits for the end of the first one. */
  replacing: () => paymentAfter(apply(session.open()), (payment) => payment.requestSession(aRequest(2), at)),
  processing: () => paymentAfter(apply(session.processing())),
  succeeded: () => paymentAfter(apply(session.open()), apply(session.paid())),
  expired: () => paymentAfter(apply(session.open()), apply(session.expired())),
  failed: () => paymentAfter(apply(session.processing()), apply(session.failed())),
  refused: () => paymentAfter((payment) => payment.acceptRefusal(aRequest(), aRefusal, at)),
  'expired unopened': () => paymentAfter(close, (payment) => payment.acceptRefusal(aRequest(), aRefusal, at)),
};
export type Situation = keyof typeof payments;

/** A succeeded payment whose money goes back, refund `r1`. */
export const aPaymentWithRefund = (status: RefundStatus): Payment =>
  paymentAfter(
    apply(session.open()),
    apply(session.paid()),
    (payment) => payment.requestRefund({ refundId: 'r1', amount: total, reason: 'granted' }, at),
    (payment) => {
      if (status !== 'requested') payment.settleRefund(refundNews('r1', status), at);
    },
  );

/** A payment to which nearly everything has happened: a declined card, money that came twice, refunds of every kind, a dispute. */
export const aPaymentWithAHistory = (): Payment =>
  paymentAfter(
    apply(session.open()),
    (payment) => payment.recordDecline({ eventId: 'evt_1', code: 'lost_card', message: 'Your card was declined.' }, at),
    apply(session.paid(1)),
    apply(session.paid(2)),
    ...['requested', 'pending', 'failed'].map((refundId) => (payment: Payment) => {
      payment.requestRefund({ refundId, amount: euros(900), reason: 'granted' }, minutesLater(1));
    }),
    (payment) => payment.settleRefund(refundNews('pending', 'pending', { amount: euros(900) }), minutesLater(2)),
    (payment) => payment.settleRefund(refundNews('failed', 'failed', { amount: euros(900) }), minutesLater(2)),
    (payment) =>
      payment.settleRefund(refundNews('late:pi_2', 'succeeded', { paymentIntentId: 'pi_2' }), minutesLater(2)),
    (payment) => payment.applyDispute(aDispute('open'), minutesLater(3)),
  );
