import { describe, expect, it } from 'vitest';
import { anOrderWithSession, aPlacement, at, orders as situations, teaLine } from '../../../tests/an-order.ts';
import { InMemoryOrderRepository } from '../../../tests/in-memory-order-repository.ts';
import { stepwiseOrderChanges } from '../../../tests/stepwise-order-changes.ts';
import {
  IdempotencyKeyWasUsedForAnotherOrder,
  OrderNeedsAtLeastOneLine,
  OrderWasCancelled,
} from '../../domain/order/order-error.ts';
import type { Order } from '../../domain/order/order.ts';
import { ShippingMethods } from '../../domain/order/shipping-method.ts';
import { CheckOut, type CheckOutInput } from './check-out.ts';

const { id: orderId, shipping, ...placement } = aPlacement();
const input: CheckOutInput = {
  ...placement,
  orderId,
  shippingMethod: shipping.method,
  credentials: { authorization: null, cartToken: null },
  waitMilliseconds: 10_000,
};
const session = anOrderWithSession().state.session!;

const reserve = (order: Order) => order.priceFrom([teaLine], at);
const openSession = (order: Order) => order.attachSession(session, at);
const cancel = (order: Order) => order.cancel('customer', at);

/** A shop with this order, if any; while somebody waits for theirs, it takes these steps. */
function aShop({ order, steps = [] }: { order?: Order; steps?: readonly ((order: Order) => void)[] } = {}) {
  const orders = new InMemoryOrderRepository(...(order === undefined ? [] : [order]));
  const cart = { lines: placement.requested };
  const checkOut = new CheckOut({
    orders,
    carts: { linesOf: async () => cart.lines },
    changes: stepwiseOrderChanges(orders, ...steps),
    shippingMethods: new ShippingMethods([shipping]),
    clock: { now: () => at },
  });
  const happened = () => orders.events.map(({ type }) => type);
  return { orders, cart, checkOut, happened };
}

describe('checking out', () => {
  it('when the session is opened meanwhile, says where to pay, and waits for nothing more', async () => {
    const { checkOut, happened } = aShop({ steps: [reserve, openSession, cancel] });
    expect(await checkOut.execute(input)).toEqual({ orderId, revision: 3, session });
    expect(happened()).toEqual(['OrderCreated', 'PaymentAwaited', 'SessionAttached']);
  });

  it('when done again after the cart has lost its lines, is about the same order', async () => {
    const { cart, checkOut, happened } = aShop();
    await checkOut.execute(input);
    cart.lines = [];
    expect(await checkOut.execute(input)).toEqual({ orderId, revision: 1, session: null });
    expect(happened()).toEqual(['OrderCreated']);
  });

  it('when done twice at once, places one order', async () => {
    const { checkOut, happened } = aShop();
    const both = await Promise.all([checkOut.execute(input), checkOut.execute(input)]);
    expect(both).toEqual([1, 2].map(() => ({ orderId, revision: 1, session: null })));
    expect(happened()).toEqual(['OrderCreated']);
  });

  it('when another one has the same key at once, places one order and refuses the other', async () => {
    const { orders, checkOut, happened } = aShop();
    const other = { ...input, email: 'other@souk.test', fingerprint: 'fingerprint-2' };
    const [placed, refused] = await Promise.allSettled([checkOut.execute(input), checkOut.execute(other)]);
    expect(placed.status).toBe('fulfilled');
    expect(refused).toMatchObject({ reason: expect.any(IdempotencyKeyWasUsedForAnotherOrder) });
    expect((await orders.find(orderId))?.state.email).toBe(input.email);
    expect(happened()).toEqual(['OrderCreated']);
  });

  it.each([
    ['never answered', 'no-answer'],
    ['given back', 'customer'],
    ['expired', 'payment-expired'],
  ] as const)('when the order has ended since (%s), says why: %s', async (situation, reason) => {
    const { checkOut } = aShop({ order: situations[situation]() });
    const refusal = new OrderWasCancelled(orderId, reason);
    await expect(checkOut.execute(input)).rejects.toMatchObject({ code: refusal.code, details: refusal.details });
  });

  it('when the cart is empty, places nothing', async () => {
    const { cart, checkOut, orders } = aShop();
    cart.lines = [];
    await expect(checkOut.execute(input)).rejects.toThrow(OrderNeedsAtLeastOneLine);
    expect(await orders.find(orderId)).toBeNull();
  });
});
