import { expect, it } from 'vitest';
import { orders } from '../../tests/an-order.ts';
import { viewOf } from './order-view.ts';

it('an order that can be paid: shows where and until when', () => {
  const { state } = orders['with a session']();
  expect(viewOf(state)).toMatchObject({
    checkoutUrl: state.session?.url,
    checkoutExpiresAt: state.session?.expiresAt,
  });
});

it.each(['awaiting settlement', 'being cancelled', 'confirmed', 'expired', 'with a session that has run out'] as const)(
  'an order that is %s: does not show where it could be paid',
  (situation) => {
    const { state } = orders[situation]();
    expect(state.session).not.toBeNull();
    expect(viewOf(state)).toMatchObject({ checkoutUrl: null, checkoutExpiresAt: null });
  },
);
