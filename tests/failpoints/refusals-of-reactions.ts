import type { ErrorKind } from '@souk/kernel/domain-error';

/** A rule that may say no to an event, and what would have to happen for it to say yes later. */
interface Refusal {
  readonly rule: string;
  readonly kind: ErrorKind;
  /** `never`: only a mended program or data will; `seconds`: an event of another topic that is on its way. */
  readonly healsIn: 'never' | 'seconds';
}

const never = (rule: string, kind: ErrorKind): Refusal => ({ rule, kind, healsIn: 'never' });

/** It is decided before the event is published to which this reacts: the answer to a question follows it. */
const UNKNOWN_ORDER = never('OrderNotFound', 'not-found');
const ORDER_HAS_MOVED_ON = never('TransitionIsNotAllowed', 'conflict');
const RESERVATION_HAS_MOVED_ON = never('TransitionIsNotAllowed', 'conflict');
/** `order.created` is before it in the same lane; where that is given up on, only redriving it helps. */
const NOTHING_RESERVED = never('ReservationNotFound', 'not-found');
/** `order.awaiting-payment` is before it in the same lane. */
const NO_PAYMENT = never('PaymentNotFound', 'not-found');
const PAYMENT_HAS_MOVED_ON = never('TransitionIsNotAllowed', 'conflict');
const NONE: readonly Refusal[] = [];

/**
 * By service and event, without its version: the rules that its reactions meet. A rule that heals by waiting must be of a kind that is
 * tried for long enough. `*`: what is only written down, under no rule.
 */
export const REFUSALS: Readonly<Record<string, Readonly<Record<string, readonly Refusal[]>>>> = {
  'cart-service': { 'order.confirmed': NONE, 'user.email-verified': NONE },
  'catalog-service': {
    'order.created': [never('OrderIdMustBeAPlainName', 'invalid'), NOTHING_RESERVED],
    'order.confirmed': [NOTHING_RESERVED, RESERVATION_HAS_MOVED_ON],
    'order.cancelled': NONE,
    'product.published': NONE,
    'product.updated': NONE,
    'product.archived': NONE,
  },
  'order-service': {
    'stock.reserved': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON, never('CurrenciesDiffer', 'invalid')],
    'stock.rejected': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON],
    'payment.session-opened': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON],
    'payment.processing': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON],
    'payment.succeeded': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON, never('PaidAmountDiffersFromTotal', 'conflict')],
    'payment.expired': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON],
    'payment.refused': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON],
    'payment.failed': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON],
    'refund.succeeded': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON],
    'refund.failed': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON],
    'dispute.opened': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON],
    'dispute.closed': [UNKNOWN_ORDER, ORDER_HAS_MOVED_ON],
    '*': NONE,
  },
  'payment-service': {
    'order.awaiting-payment': [PAYMENT_HAS_MOVED_ON, never('AmountIsNotChargeable', 'invalid')],
    'order.cancellation-requested': [NO_PAYMENT, PAYMENT_HAS_MOVED_ON],
    'order.cancelled': [NO_PAYMENT, PAYMENT_HAS_MOVED_ON],
    'order.refund-requested': [NO_PAYMENT, never('NothingWasCaptured', 'conflict')],
  },
  'notification-service': {
    'user.email-verification-requested': NONE,
    'user.email-verified': NONE,
    'refund.failed': NONE,
    'order.confirmed': NONE,
    'order.cancelled': NONE,
    'refund.succeeded': NONE,
  },
  'user-service': {},
};
