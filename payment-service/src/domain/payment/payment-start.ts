import { firstLookAt } from './payment-schedule.ts';
import type { PaymentState } from './payment-state.ts';

type Start = Pick<PaymentState, 'orderId' | 'email' | 'total' | 'request' | 'status'> &
  Partial<Pick<PaymentState, 'refusal'>>;

/** A payment to which nothing has happened yet. */
export function startOf(start: Start, at: Date): PaymentState {
  const state: PaymentState = {
    refusal: null,
    ...start,
    nextRequest: null,
    session: null,
    paymentIntentId: null,
    captures: [],
    refunds: [],
    disputes: [],
    declines: [],
    requestedAt: at,
    updatedAt: at,
    attention: null,
    nextActionAt: null,
  };
  return { ...state, nextActionAt: firstLookAt(state, at) };
}
