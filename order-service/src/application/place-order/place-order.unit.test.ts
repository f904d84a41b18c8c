import { describe, expect, it } from 'vitest';
import { aCheckout, aShop, cancel, openSession, reserve } from '../../../tests/a-checkout.ts';
import { at, euros, minutesLater, orders as situations } from '../../../tests/an-order.ts';
import {
  CartIsBeingPaid,
  IdempotencyKeyWasUsedForAnotherOrder,
  OrderNeedsAtLeastOneLine,
  TooMuchIsUnpaid,
  TotalIsNotChargeable,
} from '../../domain/order/order-error.ts';
import type { Order } from '../../domain/order/order.ts';
import { CartNotFound } from '../ports/cart-error.ts';

const expire = (order: Order) => order.endUnpaid('payment-expired', null, at);
const pay = (order: Order) => order.confirmPayment(euros(2990), at);
const settle = (order: Order) =>
  order.settleRefund(
    { refundId: `${order.state.id}:cancelled`, amount: euros(2990), reason: 'cancelled', failure: null },
    at,
  );

const another = (overrides = {}) =>
  aCheckout({ checkoutKey: 'checkout-2', fingerprint: 'fingerprint-2', ...overrides });
const otherMail = another({ email: 'other@souk.test' });
const place = ({ placeOrder }: ReturnType<typeof aShop>, input = aCheckout()) => placeOrder.execute(input, 10_000);

describe('a checkout that is repeated under its key', () => {
  it('when the cart has lost its lines since, is about the same order', async () => {
    const shop = aShop();
    await place(shop);
    shop.cart.lines = [];
    expect(await place(shop)).toBe('cart-1:1');
    expect(shop.happened()).toEqual(['OrderCreated']);
  });

  it('when the order has ended since, places no other one', async () => {
    const shop = aShop({ order: situations.expired({ id: 'cart-1:1' }) });
    expect(await place(shop)).toBe('cart-1:1');
    expect(shop.happened()).toEqual([]);
  });

  it('when the cart has had another order since, is about its own', async () => {
    const shop = aShop({ order: situations.expired({ id: 'cart-1:1' }) });
    expect(await place(shop, another())).toBe('cart-1:2');
    expect(await place(shop)).toBe('cart-1:1');
    expect(shop.happened()).toEqual(['OrderCreated']);
  });

  it('twice at once, places one order', async () => {
    const shop = aShop();
    expect(await Promise.all([place(shop), place(shop)])).toEqual(['cart-1:1', 'cart-1:1']);
    expect(shop.happened()).toEqual(['OrderCreated']);
  });

  it('at once with something else in it, places one order and refuses the other', async () => {
    const shop = aShop();
    const other = aCheckout({ email: 'other@souk.test', fingerprint: 'fingerprint-2' });
    const [placed, refused] = await Promise.allSettled([place(shop), place(shop, other)]);
    expect(placed.status).toBe('fulfilled');
    expect(refused).toMatchObject({ reason: expect.any(IdempotencyKeyWasUsedForAnotherOrder) });
    expect(shop.happened()).toEqual(['OrderCreated']);
  });

  it('at once with another cart, places one order and refuses the other', async () => {
    const shop = aShop();
    const other = aCheckout({ cartId: 'cart-2', idOf: (turn) => `cart-2:${turn}`, fingerprint: 'fingerprint-2' });
    const [placed, refused] = await Promise.allSettled([place(shop), place(shop, other)]);
    expect(placed).toMatchObject({ value: 'cart-1:1' });
    expect(refused).toMatchObject({ reason: expect.any(IdempotencyKeyWasUsedForAnotherOrder) });
    await expect(place(shop, other)).rejects.toThrow(IdempotencyKeyWasUsedForAnotherOrder);
    expect(shop.happened()).toEqual(['OrderCreated']);
  });

  it('by somebody who knows all of it but the cart’s token, learns of no order', async () => {
    const isCartProven = { authorization: null, cartToken: 'guess', isCartProven: false };
    const asGuest = aCheckout({ customerId: null, unpaidFrom: 'network-1' });
    const shop = aShop();
    const proven = { ...asGuest, credentials: { ...isCartProven, isCartProven: true } };
    expect(await place(shop, proven)).toBe('cart-1:1');
    await expect(place(shop, { ...asGuest, credentials: isCartProven })).rejects.toThrow(CartNotFound);
  });
});

describe('a cart that is checked out again under another key', () => {
  it.each(['pending', 'awaiting payment', 'with a session', 'awaiting settlement', 'confirmed'] as const)(
    'for the same, while its order is %s, gives that one',
    async (situation) => {
      const shop = aShop({ order: situations[situation]({ id: 'first' }) });
      expect(await place(shop, another())).toBe('first');
      expect(shop.happened()).toEqual([]);
    },
  );

  it('by a hundred at once, places one order', async () => {
    const shop = aShop();
    const keys = Array.from({ length: 100 }, (_, index) => another({ checkoutKey: `checkout-${index}` }));
    expect(new Set(await Promise.all(keys.map((input) => place(shop, input))))).toEqual(new Set(['cart-1:1']));
    expect(shop.happened()).toEqual(['OrderCreated']);
  });

  it('for something else, before it is priced, ends that order and places the next', async () => {
    const shop = aShop({ order: situations.pending({ id: 'first' }) });
    expect(await place(shop, otherMail)).toBe('cart-1:2');
    expect((await shop.orders.find('first'))?.state).toMatchObject({
      status: 'cancelled',
      cancelledBecause: 'customer',
    });
    expect(shop.happened()).toEqual(['OrderCancelled', 'OrderCreated']);
  });

  it('for something else, when its order can be paid, has it closed first, and places the next one only then', async () => {
    const shop = aShop({ order: situations['with a session']({ id: 'first' }), steps: [expire] });
    expect(await place(shop, otherMail)).toBe('cart-1:2');
    expect(shop.happened()).toEqual(['CancellationRequested', 'OrderCancelled', 'OrderCreated']);
  });

  it.each([
    ['email', { email: 'other@souk.test' }],
    ['expectedTotal', { expectedTotal: euros(3000) }],
    ['shippingAddress', { shippingAddress: { ...aCheckout().shippingAddress, city: 'Lyon' } }],
  ])('when the order with another %s does not end in time, says so', async (changed, overrides) => {
    const shop = aShop({ order: situations['with a session']({ id: 'first' }) });
    await expect(place(shop, another(overrides))).rejects.toMatchObject({
      code: new CartIsBeingPaid('first', 'being cancelled', []).code,
      details: { orderId: 'first', changed: [changed] },
    });
    expect(shop.happened()).toEqual(['CancellationRequested']);
  });

  it('when other things are in it by now, says so', async () => {
    const shop = aShop({ order: situations['with a session']({ id: 'first' }) });
    shop.cart.lines = [{ sku: 'MINT', quantity: 2 }];
    await expect(place(shop, another())).rejects.toMatchObject({ details: { changed: ['cart'] } });
  });

  it('when it is paid while it is being closed, gives that back and then places the next', async () => {
    const shop = aShop({ order: situations['with a session']({ id: 'first' }), steps: [pay, settle] });
    expect(await place(shop, otherMail)).toBe('cart-1:2');
    expect((await shop.orders.find('first'))?.state).toMatchObject({ status: 'cancelled', paymentStatus: 'refunded' });
  });

  it.each(['awaiting settlement', 'confirmed', 'free'] as const)(
    'for something else, while its order is %s, is refused and changes nothing',
    async (situation) => {
      const shop = aShop({ order: situations[situation]({ id: 'first' }) });
      await expect(place(shop, otherMail)).rejects.toThrow(CartIsBeingPaid);
      expect(shop.happened()).toEqual([]);
    },
  );

  it('when what was paid has left the cart, is a new order', async () => {
    const shop = aShop({ order: situations.confirmed({ id: 'first' }) });
    shop.cart.revision = 3;
    expect(await place(shop, another())).toBe('cart-1:2');
  });

  it('when its order is being cancelled, waits for the end even for the same', async () => {
    const shop = aShop({ order: situations['being cancelled']({ id: 'first' }), steps: [expire] });
    expect(await place(shop, another())).toBe('cart-1:2');
  });

  it('by somebody else who has the cart, does not touch a customer’s order', async () => {
    const shop = aShop({ order: situations['with a session']({ id: 'first' }) });
    const proven = { authorization: null, cartToken: 'token', isCartProven: true };
    const guest = another({ customerId: null, unpaidFrom: 'network-1', credentials: proven });
    await expect(place(shop, guest)).rejects.toThrow(CartIsBeingPaid);
    expect(shop.happened()).toEqual([]);
  });
});

describe('what is not placed', () => {
  it('when the cart is empty', async () => {
    const shop = aShop();
    shop.cart.lines = [];
    await expect(place(shop)).rejects.toThrow(OrderNeedsAtLeastOneLine);
  });

  it.each([
    ['too much', euros(100_000_000)],
    ['too little', euros(49)],
    ['less than nothing', euros(-1)],
    ['a fraction of what cards can take', { amount: 1_005, currency: 'KWD' }],
  ])('when the total is %s, before anything is reserved', async (_what, expectedTotal) => {
    const shop = aShop();
    await expect(place(shop, aCheckout({ expectedTotal }))).rejects.toThrow(TotalIsNotChargeable);
    expect(shop.happened()).toEqual([]);
  });
});

describe('guests who do not pay', () => {
  const proven = { authorization: null, cartToken: 'token', isCartProven: true };
  const guest = (n: number, overrides = {}) =>
    aCheckout({
      ...{ cartId: `cart-${n}`, checkoutKey: `checkout-${n}`, customerId: null, unpaidFrom: 'network-1' },
      ...{ idOf: (turn: number) => `cart-${n}:${turn}`, credentials: proven },
      ...overrides,
    });

  it('when they have as many orders as they may, get no more until one is over; others do', async () => {
    const shop = aShop({ limits: { orders: 2, pieces: 0 } });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((n) => place(shop, guest(n))));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
    await expect(place(shop, guest(3))).rejects.toMatchObject({
      kind: 'too-many',
      details: { orders: 2, orderIds: ['cart-1:1', 'cart-2:1'] },
    });
    const stranger = guest(3, { email: 'other@souk.test' });
    await expect(place(shop, stranger)).rejects.toMatchObject({ details: { orderIds: [] } });
    expect(await place(shop, guest(5, { unpaidFrom: 'network-2' }))).toBe('cart-5:1');
    expect(await place(shop, aCheckout())).toBe('cart-1:1');
  });

  it('when one is paid or cancelled, may have another one', async () => {
    const shop = aShop({ limits: { orders: 1, pieces: 0 } });
    await place(shop, guest(1));
    await expect(place(shop, guest(2))).rejects.toThrow(TooMuchIsUnpaid);
    for (const step of [reserve, openSession, pay]) await shop.orders.update('cart-1:1', step);
    await place(shop, guest(2));
    await shop.orders.update('cart-2:1', cancel);
    expect(await place(shop, guest(3))).toBe('cart-3:1');
  });

  it('when they hold as many pieces of a SKU as they may, get no more of it', async () => {
    const shop = aShop({ limits: { orders: 0, pieces: 5 } });
    await place(shop, guest(1));
    await place(shop, guest(2));
    await expect(place(shop, guest(3))).rejects.toMatchObject({ details: { sku: 'TEA-GREEN-100', pieces: 5 } });
    shop.cart.lines = [{ sku: 'MINT', quantity: 5 }];
    expect(await place(shop, guest(3))).toBe('cart-3:1');
  });

  it('when one of them was claimed and never placed, is counted, and is not counted twice when it is tried again', async () => {
    const shop = aShop({ limits: { orders: 2, pieces: 0 } });
    const claimed = { id: 'cart-1:1', email: 'amira@souk.test', requested: shop.cart.lines, placedAt: at };
    await shop.orders.guestHolds.claim('network-1', 0, [claimed], at);
    await place(shop, guest(2));
    // An order that is not there cannot be paid to make room.
    await expect(place(shop, guest(3))).rejects.toMatchObject({ details: { orderIds: ['cart-2:1'] } });
    expect(await place(shop, guest(1))).toBe('cart-1:1');
  });

  it('are at their deadline when others want what they have held for ten minutes', () => {
    const order = situations['of a guest who does not pay']();
    order.shortenWait(minutesLater(9));
    expect(order.state.deadlineAt).toEqual(minutesLater(45));
    order.shortenWait(minutesLater(10));
    expect(order.state.deadlineAt).toEqual(minutesLater(10));
    order.passDeadline(minutesLater(10));
    expect(order.state).toMatchObject({ status: 'awaiting-payment', cancellationRequested: 'deadline' });
  });

  it.each(['pending', 'with a session', 'awaiting settlement', 'confirmed', 'expired'] as const)(
    'are nobody whose order is %s and a customer’s',
    (situation) => {
      const order = situations[situation]();
      const before = order.state;
      order.shortenWait(minutesLater(30));
      expect(order.state).toBe(before);
    },
  );

  it('whose money is on its way keep what they hold', () => {
    const order = situations['of a guest who does not pay']();
    order.awaitSettlement(at);
    const before = order.state;
    order.shortenWait(minutesLater(30));
    expect(order.state).toBe(before);
    expect(before.unpaidFrom).toBeNull();
  });
});
