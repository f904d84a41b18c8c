import { describe, expect, it } from 'vitest';
import { anOrderWithSession, euros, orders as situations } from '../../../tests/an-order.ts';
import { aCheckout, aShop, cancel, openSession, reserve, reserveForNothing } from '../../../tests/a-checkout.ts';
import { OrderCannotBeCharged, OrderWasCancelled } from '../../domain/order/order-error.ts';

const session = anOrderWithSession().state.session!;

describe('checking out', () => {
  it('when the session is opened meanwhile, says where to pay, and waits for nothing more', async () => {
    const { checkOut, happened } = aShop({ steps: [reserve, openSession, cancel] });
    expect(await checkOut.execute(aCheckout(), 10_000)).toMatchObject({
      orderId: 'cart-1:1',
      revision: 3,
      isPrepared: true,
      session,
    });
    expect(happened()).toEqual(['OrderCreated', 'PaymentAwaited', 'SessionAttached']);
  });

  it('when nothing is to be paid, waits for no session', async () => {
    const { checkOut } = aShop({ steps: [reserveForNothing, cancel], shippingPrice: 0 });
    const free = aCheckout({ expectedTotal: euros(0) });
    expect(await checkOut.execute(free, 10_000)).toMatchObject({
      paymentStatus: 'not-needed',
      isPrepared: true,
      session: null,
    });
  });

  it.each([
    ['never answered', new OrderWasCancelled('cart-1:1', 'no-answer')],
    ['given back', new OrderWasCancelled('cart-1:1', 'customer')],
    ['expired', new OrderWasCancelled('cart-1:1', 'payment-expired')],
    ['refused by the provider', new OrderCannotBeCharged('cart-1:1', 'amount_too_large')],
  ] as const)('when the order has ended since (%s), says why', async (situation, refusal) => {
    const { checkOut } = aShop({ order: situations[situation]({ id: 'cart-1:1' }) });
    await expect(checkOut.execute(aCheckout(), 10_000)).rejects.toMatchObject({
      code: refusal.code,
      details: refusal.details,
    });
  });
});
