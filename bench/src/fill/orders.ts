import { derivedUuid } from '@souk/chassis/ids';
import type { Database } from '@souk/chassis/mongo/database';
import { startOf } from '../../../order-service/src/domain/order/order-start.ts';
import type { OrderState } from '../../../order-service/src/domain/order/order-state.ts';
import { Random } from '../random.ts';
import { addAggregates } from './documents.ts';
import { productIdOf, skuOf } from './products.ts';

const EUR = (amount: number) => ({ amount, currency: 'EUR' });
const SHIPPING = { method: 'standard', name: 'Standard delivery', price: EUR(490) };
export const FIRST_PLACED_AT = Date.parse('2026-01-01T00:00:00Z');
export const PLACED_EVERY_MS = 60_000;
const SLICE = 10_000;
/** The share of the orders that one customer has placed. */
export const ORDERS_OF_ONE = 1 / 20;

export const emailOf = (number: number): string => `shopper-${number}@bench.souk.local`;

/** Adds the orders from one number up to another; one in twenty is this customer's. */
export async function addOrders(database: Database, customerId: string, from: number, to: number): Promise<void> {
  for (let first = from; first < to; first += SLICE) {
    const numbers = Array.from({ length: Math.min(SLICE, to - first) }, (_, index) => first + index);
    const orders = numbers.map((number) => anOrder(number, number % (1 / ORDERS_OF_ONE) === 0 ? customerId : null));
    await addAggregates(
      database,
      'orders',
      orders.map((state) => ({ id: state.id, state })),
    );
  }
}

/** Most are paid and confirmed; some were cancelled, of which some were paid before and got their money back. */
function anOrder(number: number, customerId: string | null): OrderState {
  const random = new Random(number);
  const at = new Date(FIRST_PLACED_AT + number * PLACED_EVERY_MS);
  const product = random.below(1_000);
  const line = { sku: skuOf(product), quantity: 1 + random.below(3) };
  const unitPrice = EUR(1_000 + random.below(10_000));
  const total = EUR(unitPrice.amount * line.quantity + SHIPPING.price.amount);
  const placed = startOf({
    id: derivedUuid('bench-order', String(number)),
    cartId: derivedUuid('bench-cart', String(number)),
    customerId,
    email: emailOf(random.below(number + 1)),
    shippingAddress: {
      name: 'Bench',
      line1: '1 Rue du Souk',
      line2: null,
      postalCode: '75001',
      city: 'Paris',
      country: 'FR',
    },
    shipping: SHIPPING,
    expectedTotal: total,
    fingerprint: 'bench',
    checkoutKey: `bench-${number}`,
    cartTurn: 1,
    cartRevision: 1,
    unpaidFrom: null,
    requested: [line],
    at,
  });
  const priced = {
    ...placed,
    lines: [{ ...line, productId: productIdOf(product), name: 'Bench, One size', unitPrice }],
    total,
    attempt: 1,
    revision: 4,
    deadlineAt: null,
  };
  const dice = random.below(100);
  if (dice < 85) return { ...priced, status: 'confirmed', paymentStatus: 'paid', paid: total };
  if (dice < 97) return { ...priced, status: 'cancelled', cancelledBecause: 'payment-expired' };
  return {
    ...priced,
    status: 'cancelled',
    paymentStatus: 'refunded',
    paid: total,
    refunded: total,
    cancelledBecause: 'shop',
  };
}
