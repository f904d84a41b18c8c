import type { OrderLine } from '../src/domain/order/order-line.ts';
import type { Placement } from '../src/domain/order/order-start.ts';
import { Order } from '../src/domain/order/order.ts';

export const at = new Date('2026-01-01T09:00:00Z');

export const minutesLater = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

export const euros = (amount: number) => ({ amount, currency: 'EUR' });

/** Two packs of tea for €12.50 each. */
export const teaLine: OrderLine = {
  sku: 'TEA-GREEN-100',
  productId: 'p1',
  name: 'Green tea, 100 g',
  unitPrice: euros(1250),
  quantity: 2,
};

/** A customer's wish for the tea line with €4.90 shipping, as a checkout makes it. */
export function aPlacement(overrides: Partial<Placement> = {}): Placement {
  return {
    id: '0197a1b2-0000-7000-8000-0000000000aa',
    cartId: 'cart-1',
    cartTurn: 1,
    cartRevision: 2,
    checkoutKey: 'checkout-1',
    unpaidFrom: null,
    customerId: 'customer-1',
    email: 'amira@souk.test',
    shippingAddress: {
      name: 'Amira',
      line1: '1 Rue du Souk',
      line2: null,
      postalCode: '75001',
      city: 'Paris',
      country: 'FR',
    },
    shipping: { method: 'standard', name: 'Standard delivery', price: euros(490) },
    requested: [{ sku: teaLine.sku, quantity: 2 }],
    expectedTotal: euros(2990),
    fingerprint: 'fingerprint-1',
    at,
    ...overrides,
  };
}

type Change = (order: Order) => void;

const reserve: Change = (order) => order.priceFrom([teaLine], at);
const openSession: Change = (order) =>
  order.attachSession({ attempt: 1, sessionId: 'cs_1', url: 'http://pay/cs_1', expiresAt: minutesLater(35) }, at);
const cancel: Change = (order) => order.cancel('customer', at);
const pay: Change = (order) => order.confirmPayment(euros(2990), at);

/** The end of the refund that a cancellation asks for. */
const settle =
  (failure: string | null = null): Change =>
  (order) =>
    order.settleRefund(
      { refundId: `${order.state.id}:cancelled`, amount: euros(2990), reason: 'cancelled', failure },
      at,
    );

const isFree: Partial<Placement> = {
  shipping: { method: 'standard', name: 'Standard delivery', price: euros(0) },
  expectedTotal: euros(0),
};
export const freeLine: OrderLine = { ...teaLine, unitPrice: euros(0) };

/** Makes orders to which all this has happened, without the events that it caused. */
const after =
  (...changes: readonly Change[]) =>
  (overrides: Partial<Placement> = {}): Order => {
    const order = Order.place(aPlacement(overrides));
    for (const change of changes) change(order);
    order.pullEvents();
    return order;
  };

export const aPendingOrder = after();
/** A sample for nothing, delivered for nothing. */
export const aFreePendingOrder = (overrides: Partial<Placement> = {}) => after()({ ...isFree, ...overrides });
export const anOrderAwaitingPayment = after(reserve);
export const anOrderWithSession = after(reserve, openSession);

/** An order in every situation that it can be in. */
export const orders = {
  pending: aPendingOrder,
  'never answered': after((order) => order.passDeadline(minutesLater(2))),
  'out of stock': after((order) => order.rejectForStock([{ sku: teaLine.sku, requested: 2, available: 1 }], at)),
  'priced otherwise': after((order) => order.priceFrom([{ ...teaLine, unitPrice: euros(1300) }], at)),
  'awaiting payment': anOrderAwaitingPayment,
  'with a session': anOrderWithSession,
  'with a session that has run out': after(reserve, openSession, (order) => order.reopenPayment(minutesLater(35))),
  'awaiting settlement': after(reserve, openSession, (order) => order.awaitSettlement(at)),
  confirmed: after(reserve, openSession, pay),
  expired: after(reserve, openSession, (order) => order.endUnpaid('payment-expired', null, at)),
  free: (overrides: Partial<Placement> = {}) =>
    after((order) => order.priceFrom([freeLine], at))({ ...isFree, ...overrides }),
  'refused by the provider': after(reserve, (order) => order.endUnpaid('payment-refused', 'amount_too_large', at)),
  'of a guest who does not pay': (overrides: Partial<Placement> = {}) =>
    after(reserve, openSession)({ customerId: null, unpaidFrom: 'network-1', ...overrides }),
  'being cancelled': after(reserve, openSession, cancel),
  'given up': after(reserve, (order) => order.passDeadline(minutesLater(10))),
  'paid while being cancelled': after(reserve, openSession, cancel, pay),
  'given back': after(reserve, openSession, cancel, pay, settle()),
  'being given back': after(reserve, openSession, pay, cancel),
  'cancelled after it was paid': after(reserve, openSession, pay, cancel, settle()),
  'not given back': after(reserve, openSession, pay, cancel, settle('expired_or_canceled_card')),
  'partially refunded': after(reserve, openSession, pay, (order) => {
    order.grantRefund({ refundId: 'r1', amount: euros(990), note: 'A cup was broken.' }, at);
    order.settleRefund({ refundId: 'r1', amount: euros(990), reason: 'granted', failure: null }, at);
  }),
  disputed: after(reserve, openSession, pay, (order) =>
    order.openDispute({ disputeId: 'du_1', amount: euros(2990), reason: 'fraudulent' }, at),
  ),
};
