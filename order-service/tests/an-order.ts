import type { OrderLine } from '../src/domain/order/order-line.ts';
import { Order, type Placement } from '../src/domain/order/order.ts';

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

/** An order of a customer for the tea line with €4.90 shipping, as a checkout makes it. */
export function aPendingOrder(overrides: Partial<Placement> = {}): Order {
  const order = Order.place({
    id: '0197a1b2-0000-7000-8000-0000000000aa',
    cartId: 'cart-1',
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
  });
  order.pullEvents();
  return order;
}

export function anOrderAwaitingPayment(): Order {
  const order = aPendingOrder();
  order.priceFrom([teaLine], at);
  order.pullEvents();
  return order;
}

export function anOrderWithSession(): Order {
  const order = anOrderAwaitingPayment();
  order.attachSession({ attempt: 1, sessionId: 'cs_1', url: 'http://pay/cs_1', expiresAt: minutesLater(35) }, at);
  order.pullEvents();
  return order;
}
