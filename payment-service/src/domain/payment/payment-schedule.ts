import { nextRefundOf } from './ledger.ts';
import type { PaymentState } from './payment-state.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A step that the process which decided on it has not taken by now is taken by whoever finds it. */
const STEP = 5 * SECOND;
/** After a session's end, for the provider to say so. */
const NEWS_OF_EXPIRY = MINUTE;
const LONGEST_WAIT = 5 * MINUTE;

const after = (at: Date, milliseconds: number): Date => new Date(at.getTime() + milliseconds);

/** Between tries of something that is due since `since`: half of the time that it has waited, within bounds. */
export function backOff(since: Date, at: Date, bounds: { readonly least: number; readonly most: number }): Date {
  const waited = at.getTime() - since.getTime();
  return after(at, Math.min(bounds.most, Math.max(bounds.least, waited / 2)));
}

/** When to look at a payment that has just changed, should nothing happen until then. No payment waits for ever. */
export function firstLookAt(state: PaymentState, at: Date): Date | null {
  const { status, session } = state;
  if (status === 'requested' || status === 'closing' || nextRefundOf(state) !== null) return after(at, STEP);
  if (status === 'open' && session !== null) return after(session.expiresAt, NEWS_OF_EXPIRY);
  return waitsForABank(state) ? after(at, HOUR) : null;
}

/** When to look again at a payment that was looked at and did not change. */
export function nextLookAt(state: PaymentState, at: Date): Date {
  return backOff(state.updatedAt, at, { least: STEP, most: waitsForABank(state) ? HOUR : LONGEST_WAIT });
}

const waitsForABank = ({ status, refunds, disputes }: PaymentState): boolean =>
  status === 'processing' ||
  refunds.some((refund) => refund.status === 'pending') ||
  disputes.some((dispute) => dispute.status === 'open');
