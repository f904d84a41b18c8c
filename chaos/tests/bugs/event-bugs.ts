import { aggregate, entryOf, saying, without, type Bugs } from '../planting.ts';

export const EVENT_BUGS: Bugs = [
  [
    'a committed event was never published',
    [11],
    ({ evidence }) => {
      const last = evidence.events.findLast(({ event }) => event.type === 'email.sent.v1');
      return { events: without(evidence.events, (entry) => entry === last) };
    },
  ],
  [
    'an event was published that nobody committed',
    [11],
    ({ evidence }) => {
      const published = evidence.events.find(({ topic }) => topic === 'catalog-events')!;
      const { events } = saying(evidence, published, { type: 'product.updated.v1' });
      return { events: events! };
    },
  ],
  [
    'two events have one number',
    [11, 12],
    ({ evidence }) => {
      const published = evidence.events.find(({ topic }) => topic === 'catalog-events')!;
      return { events: saying(evidence, published, { sequence: 1 }).events! };
    },
  ],
  [
    'the log has events of an order in the wrong order',
    [12],
    ({ evidence, orderOf }) => {
      const created = entryOf(evidence, orderOf.waiter, 'order.created.v1');
      return { events: [...without(evidence.events, (entry) => entry === created), created] };
    },
  ],
  [
    'an order applied events in the wrong order',
    [12],
    ({ evidence, orderOf }) =>
      aggregate(evidence, 'orders', orderOf.hasty, ({ inbox }) => ({ inbox: inbox.toReversed() })),
  ],
  [
    'an order has seen an event that nobody has sent',
    [12],
    ({ evidence, orderOf }) =>
      aggregate(evidence, 'orders', orderOf.waiter, ({ seen }) => ({ seen: { ...seen, 'payment-events': 9 } })),
  ],
  [
    'a reservation applied an event twice',
    [13],
    ({ evidence, orderOf }) =>
      aggregate(evidence, 'reservations', orderOf.waiter, ({ inbox }) => ({ inbox: [...inbox, ...inbox] })),
  ],
  [
    'an event had its effect twice',
    [10, 13],
    ({ evidence, orderOf }) => saying(evidence, entryOf(evidence, orderOf.buyer, 'stock.committed.v1'), {}),
  ],
  [
    'an event was passed by without being handled',
    [20],
    ({ evidence }) => ({
      timeline: without(evidence.timeline, ({ _id }) => _id === evidence.timeline[0]?._id),
    }),
  ],
  [
    'a confirmed order’s mail was never owed',
    [11, 18, 20],
    ({ evidence, orderOf }) => {
      const { event } = entryOf(evidence, orderOf.buyer, 'order.confirmed.v1');
      const isIt = (id: string) => id.startsWith(event.id);
      return {
        emails: without(evidence.emails, ({ id }) => isIt(id)),
        aggregates: without(evidence.aggregates, ({ _id }) => isIt(_id)),
      };
    },
  ],
];
