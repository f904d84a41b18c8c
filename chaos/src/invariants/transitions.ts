import type { EventRow } from '../evidence/stored-rows.ts';

/** From each state, where each event leads. */
export type Machine = Readonly<Record<string, Readonly<Record<string, string>>>>;

const CANCELLED = { 'order.cancelled.v1': 'cancelled', 'order.cancelled.v2': 'cancelled' };

/** The life of an order as its own events tell it. `cancelling` orders still have the status `awaiting-payment`. */
export const ORDER: Machine = {
  start: { 'order.created.v1': 'pending' },
  // What costs nothing is confirmed as soon as it is priced.
  pending: { 'order.awaiting-payment.v1': 'awaiting-payment', 'order.confirmed.v1': 'confirmed', ...CANCELLED },
  'awaiting-payment': {
    'order.awaiting-payment.v1': 'awaiting-payment',
    'order.cancellation-requested.v1': 'cancelling',
    'order.confirmed.v1': 'confirmed',
    ...CANCELLED,
  },
  cancelling: {
    'order.cancellation-requested.v1': 'cancelling',
    'order.refund-requested.v1': 'cancelling',
    ...CANCELLED,
  },
  confirmed: {
    'order.refund-requested.v1': 'confirmed',
    'order.cancellation-requested.v1': 'confirmed',
    ...CANCELLED,
    'order.completed.v1': 'completed',
  },
  completed: { 'order.refund-requested.v1': 'completed' },
  // Money of it may come back from the shopper's bank, and be given back once more.
  cancelled: { 'order.refund-requested.v1': 'cancelled' },
};

/** Money that is on its way back, and disputes, go on at any time and change nothing of how the payment stands. */
const BESIDE = ['refund.succeeded.v1', 'refund.failed.v1', 'dispute.opened.v1', 'dispute.closed.v1'];

const besideIn = (state: string) => Object.fromEntries(BESIDE.map((type) => [type, state]));

const OPEN = {
  'payment.session-opened.v1': 'open',
  'payment.processing.v1': 'processing',
  'payment.succeeded.v1': 'succeeded',
  'payment.failed.v1': 'failed',
  'payment.refused.v1': 'refused',
  'payment.expired.v1': 'expired',
};

export const PAYMENT: Machine = {
  start: { ...OPEN, ...besideIn('start'), 'payment.attempt-failed.v1': 'start' },
  open: { ...OPEN, ...besideIn('open'), 'payment.attempt-failed.v1': 'open' },
  processing: {
    ...besideIn('processing'),
    'payment.attempt-failed.v1': 'processing',
    'payment.succeeded.v1': 'succeeded',
    'payment.failed.v1': 'failed',
    'payment.expired.v1': 'expired',
  },
  succeeded: besideIn('succeeded'),
  failed: besideIn('failed'),
  refused: besideIn('refused'),
  expired: besideIn('expired'),
};

export const RESERVATION: Machine = {
  start: { 'stock.reserved.v1': 'reserved', 'stock.rejected.v1': 'rejected', 'stock.released.v1': 'released' },
  reserved: { 'stock.released.v1': 'released', 'stock.committed.v1': 'committed' },
  committed: { 'stock.restocked.v1': 'restocked' },
  rejected: {},
  released: {},
  restocked: {},
};

/** The state that events lead to, or the first event that no state allows. */
export function follow(
  machine: Machine,
  events: readonly EventRow[],
): { readonly state: string; readonly illegal: EventRow | null } {
  let state = 'start';
  for (const event of events) {
    const next = machine[state]?.[event.type];
    if (next === undefined) return { state, illegal: event };
    state = next;
  }
  return { state, illegal: null };
}
