import { aggregate, any, changed, entryOf, inLog, isOf, ofOrder, saying, stripe, type Bugs } from '../planting.ts';

export const SAGA_BUGS: Bugs = [
  [
    'a cancelled order was confirmed',
    [4, 7, 10, 20],
    ({ evidence, orderOf }) => ({
      ...saying(evidence, entryOf(evidence, orderOf.doubter, 'order.cancelled.v2'), {
        type: 'order.confirmed.v1',
        causationid: 'request',
      }),
      orders: changed(evidence.orders, isOf(orderOf.doubter), () => ({
        status: 'confirmed',
        paid: { amount: 2990, currency: 'EUR' },
      })),
    }),
  ],
  [
    'an order’s status is not what its events say',
    [3, 10],
    ({ evidence, orderOf }) => ({
      orders: changed(evidence.orders, isOf(orderOf.buyer), () => ({ status: 'awaiting-payment' })),
    }),
  ],
  [
    'a payment’s status is not what its events say',
    [10],
    ({ evidence, orderOf }) => ({
      payments: changed(evidence.payments, ofOrder(orderOf.waiter), () => ({ status: 'expired' })),
    }),
  ],
  [
    'a line was sold at another price than it was reserved at',
    [15],
    ({ evidence, orderOf }) => ({
      orders: changed(evidence.orders, isOf(orderOf.buyer), ({ lines }) => ({
        lines: lines.map((line) => ({ ...line, unitPrice: { amount: 1, currency: 'EUR' } })),
      })),
    }),
  ],
  [
    'a session asks another amount than the order costs',
    [15],
    ({ evidence }) =>
      stripe(evidence, {
        sessions: changed(evidence.stripe.sessions, isOf('cs_waiter'), () => ({ amount_total: 1 })),
      }),
  ],
  [
    'a product has never cost what it was reserved at',
    [15],
    ({ evidence }) => {
      const entry = evidence.events.find(({ topic }) => topic === 'catalog-events')!;
      return inLog(evidence, entry, { data: { variants: [] } });
    },
  ],
  [
    'an order has outlived its deadline',
    [22],
    ({ evidence, orderOf }) => ({
      orders: changed(evidence.orders, isOf(orderOf.waiter), () => ({ deadlineAt: new Date(0) })),
    }),
  ],
  [
    'an order waits for ever',
    [22],
    ({ evidence, orderOf }) => ({
      orders: changed(evidence.orders, isOf(orderOf.waiter), () => ({ deadlineAt: null })),
    }),
  ],
  [
    'an outbox does not drain',
    [22],
    ({ evidence, orderOf }) =>
      aggregate(evidence, 'orders', orderOf.waiter, () => ({
        outbox: [entryOf(evidence, orderOf.waiter, 'order.created.v1')],
      })),
  ],
  [
    'nobody was told that a message is kept',
    [22],
    ({ evidence, orderOf }) => ({
      kept: changed(evidence.kept, any, () => ({ outbox: [entryOf(evidence, orderOf.waiter, 'order.created.v1')] })),
    }),
  ],
  [
    'a webhook was never processed',
    [22],
    ({ evidence }) => ({
      providerEvents: changed(
        evidence.providerEvents,
        ({ _id }) => _id === evidence.providerEvents[0]?._id,
        () => ({ processedAt: null }),
      ),
    }),
  ],
];
