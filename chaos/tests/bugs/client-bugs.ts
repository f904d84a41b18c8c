import { aggregate, cartOf, changed, entryOf, heard, isOf, stripe, without, type Bugs } from '../planting.ts';

export const CLIENT_BUGS: Bugs = [
  [
    'one key made two orders',
    [14],
    (day) => ({
      orders: changed(day.evidence.orders, isOf(day.orderOf.latecomer), () => ({
        cartId: cartOf(day, day.orderOf.doubter),
      })),
    }),
  ],
  [
    'one key got two replies',
    [14],
    ({ evidence }) => {
      const repeated = evidence.history.findLast(({ path }) => path === '/v1/checkout');
      const reply = { ...(repeated?.reply as object), orderToken: 'another' };
      return {
        history: changed(
          evidence.history,
          (exchange) => exchange === repeated,
          () => ({ reply }),
        ),
      };
    },
  ],
  [
    'one key did two things',
    [14],
    ({ evidence }) => {
      const repeated = evidence.history.findLast(({ path }) => path === '/v1/checkout');
      return {
        history: changed(
          evidence.history,
          (exchange) => exchange === repeated,
          () => ({ body: {} }),
        ),
      };
    },
  ],
  [
    'one key moved stock twice',
    [14],
    ({ evidence }) => ({
      movements: [
        ...evidence.movements,
        {
          ...evidence.movements[0]!,
          id: 'again',
          delta: 0,
          place: evidence.movements.length + 1,
          onHand: evidence.stock[0]!.onHand,
        },
      ],
    }),
  ],
  [
    'a cart lost what was never paid',
    [16],
    (day) => {
      const id = cartOf(day, day.orderOf.waiter);
      return { carts: changed(day.evidence.carts, isOf(id), () => ({ lines: [], revision: 3 })) };
    },
  ],
  [
    'a cart was changed by another cart’s order',
    [16],
    (day) => {
      const { event } = entryOf(day.evidence, day.orderOf.buyer, 'order.confirmed.v1');
      return aggregate(day.evidence, 'carts', cartOf(day, day.orderOf.waiter), () => ({ inbox: [event.id] }));
    },
  ],
  [
    'a mail was accepted twice',
    [18],
    ({ evidence }) => ({
      mailbox: [...evidence.mailbox, { ...evidence.mailbox[0]!, id: 'again' }],
    }),
  ],
  [
    'a mail is noted as sent and was not',
    [18],
    ({ evidence }) => ({
      mailbox: without(evidence.mailbox, isOf(evidence.mailbox[0]!.id)),
    }),
  ],
  [
    'an account that was promised is gone',
    [19],
    ({ evidence }) => ({
      users: without(evidence.users, ({ email }) => email === 'buyer@souk.local'),
    }),
  ],
  [
    'an order that was promised is gone',
    [19, 20],
    ({ evidence, orderOf }) => ({
      orders: without(evidence.orders, isOf(orderOf.waiter)),
    }),
  ],
  [
    'a cart has lost a change that was promised',
    [19],
    (day) => ({
      carts: changed(day.evidence.carts, isOf(cartOf(day, day.orderOf.waiter)), () => ({ revision: 1, lines: [] })),
    }),
  ],
  [
    'a payment that the page showed is gone',
    [19],
    ({ evidence }) =>
      stripe(evidence, {
        sessions: changed(evidence.stripe.sessions, isOf('cs_buyer'), () => ({ status: 'open' })),
      }),
  ],
  [
    'somebody was shown another one’s order',
    [21],
    ({ evidence, orderOf }) => heard(evidence, { path: '/v1/orders', reply: { data: [{ id: orderOf.waiter }] } }),
  ],
  [
    'somebody was shown another one’s address',
    [21],
    ({ evidence }) => heard(evidence, { reply: { email: 'waiter@souk.local' } }),
  ],
];
