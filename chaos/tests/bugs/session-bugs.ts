import { cartOf, changed, entryOf, isOf, ofOrder, saying, stripe, type Bugs } from '../planting.ts';

export const SESSION_BUGS: Bugs = [
  [
    'an order can be paid by two sessions',
    [6],
    ({ evidence }) =>
      stripe(evidence, {
        sessions: [...evidence.stripe.sessions, { ...evidence.stripe.sessions.find(isOf('cs_waiter'))!, id: 'cs_2' }],
      }),
  ],
  [
    'an order could be paid by two sessions once',
    [6],
    ({ evidence }) => {
      const session = evidence.stripe.sessions.find(isOf('cs_buyer'))!;
      const second = {
        ...session,
        id: 'cs_2',
        created: session.created + 1,
        expires_at: session.created + 9,
        status: 'expired',
      };
      return stripe(evidence, { sessions: [...evidence.stripe.sessions, second] });
    },
  ],
  [
    'a forged webhook was taken in',
    [8],
    ({ evidence }) => ({
      providerEvents: [...evidence.providerEvents, { ...evidence.providerEvents[0]!, _id: 'evt_forged' }],
    }),
  ],
  [
    'a payment has one capture twice',
    [8],
    ({ evidence, orderOf }) => ({
      payments: changed(evidence.payments, ofOrder(orderOf.buyer), ({ captures }) => ({
        captures: [...captures, ...captures],
      })),
    }),
  ],
  [
    'a payment has a decline that Stripe has not sent',
    [8],
    ({ evidence, orderOf }) => ({
      payments: changed(evidence.payments, ofOrder(orderOf.buyer), () => ({ declines: [{ eventId: 'evt_9999' }] })),
    }),
  ],
  [
    'an order was told twice that it is paid',
    [8, 10],
    ({ evidence, orderOf }) =>
      saying(evidence, entryOf(evidence, orderOf.buyer, 'payment.succeeded.v1'), { causationid: 'evt_again' }),
  ],
  [
    'a refund was told twice',
    [8, 20],
    ({ evidence, orderOf }) =>
      saying(evidence, entryOf(evidence, orderOf.lucky, 'refund.succeeded.v1'), { causationid: 'evt_again' }),
  ],
  [
    'two orders of one cart can be paid',
    [3, 6, 10, 14],
    (day) => ({
      orders: changed(day.evidence.orders, isOf(day.orderOf.buyer), () => ({
        status: 'awaiting-payment',
        cartId: cartOf(day, day.orderOf.waiter),
      })),
    }),
  ],
];
