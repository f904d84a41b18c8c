import type { ProviderSession } from '../../payment-service/src/domain/payment/provider-session.ts';
import type { ProviderRefund, Refund } from '../../payment-service/src/domain/payment/refund.ts';
import { expiresAt, orderId, total } from './saga-constants.ts';

/** Where the money is taken, as small as it can be: sessions by attempt, refunds by their id. */
export interface Provider {
  sessions: Record<number, 'open' | 'paid' | 'processing' | 'failed' | 'expired'>;
  /** Attempts whose money came late, by a slow method. */
  refunds: Record<
    string,
    { readonly attempt: number; readonly amount: number; readonly status: 'succeeded' | 'failed' }
  >;
}

/** Asked twice it opens once. */
export function openSession(provider: Provider, attempt: number): ProviderSession {
  provider.sessions[attempt] ??= 'open';
  return sessionAt(provider, attempt);
}

export function closeSession(provider: Provider, attempt: number): ProviderSession {
  if (provider.sessions[attempt] === 'open') provider.sessions[attempt] = 'expired';
  return sessionAt(provider, attempt);
}

export function sessionAt({ sessions }: Provider, attempt: number): ProviderSession {
  const common = { id: `cs_${attempt}`, orderId, attempt, expiresAt };
  const status = sessions[attempt] ?? 'expired';
  if (status === 'open') return { ...common, status, url: `http://pay/cs_${attempt}` };
  if (status === 'paid') return { ...common, status, captured: { paymentIntentId: `pi_${attempt}`, amount: total } };
  return status === 'failed' ? { ...common, status, code: 'insufficient_funds' } : { ...common, status };
}

/** Asked twice under one key it gives back once, and never more than it took. */
export function refund(provider: Provider, key: string, wanted: Refund, succeeds: boolean): ProviderRefund {
  const attempt = Number(wanted.paymentIntentId.slice('pi_'.length));
  provider.refunds[key] ??= { attempt, amount: wanted.amount.amount, status: succeeds ? 'succeeded' : 'failed' };
  const { status } = provider.refunds[key];
  const { refundId, paymentIntentId, amount } = wanted;
  const failure = status === 'failed' ? 'expired_or_canceled_card' : null;
  return { refundId, paymentIntentId, amount, providerRefundId: `re_${key}`, status, failure };
}

export const capturedBy = ({ sessions }: Provider): number =>
  Object.values(sessions).filter((status) => status === 'paid').length * total.amount;

export const refundedBy = ({ refunds }: Provider): number =>
  Object.values(refunds).reduce((sum, { amount, status }) => sum + (status === 'succeeded' ? amount : 0), 0);

export const openSessions = ({ sessions }: Provider): number =>
  Object.values(sessions).filter((status) => status === 'open').length;
