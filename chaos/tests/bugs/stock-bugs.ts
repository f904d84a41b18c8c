import { any, changed, entryOf, inLog, ofOrder, stripe, without, type Bugs } from '../planting.ts';

export const STOCK_BUGS: Bugs = [
  [
    'a SKU is oversold',
    [1],
    ({ evidence }) => ({
      stock: changed(evidence.stock, any, ({ available, onHand }) => ({
        available: available - 20,
        onHand: onHand - 20,
      })),
      movements: changed(evidence.movements, any, ({ onHand }) => ({ onHand: onHand - 20 })).map((one) =>
        one.place === 1 ? { ...one, delta: 0 } : one,
      ),
    }),
  ],
  [
    'a piece is available that is not on hand',
    [1],
    ({ evidence }) => ({
      stock: changed(evidence.stock, any, ({ available }) => ({ available: available + 1 })),
    }),
  ],
  [
    'a paid order’s pieces were never taken out',
    [2],
    ({ evidence }) => ({
      stock: changed(evidence.stock, any, ({ available, onHand }) => ({
        available: available + 2,
        onHand: onHand + 2,
      })),
    }),
  ],
  [
    'a sale is in no history',
    [2],
    ({ evidence }) => ({ movements: without(evidence.movements, ({ kind }) => kind === 'sold') }),
  ],
  [
    'a sale is twice in the history',
    [2],
    ({ evidence }) => ({
      movements: evidence.movements.flatMap((one) =>
        one.kind === 'sold' ? [one, { ...one, id: `${one.id}-2` }] : [one],
      ),
    }),
  ],
  [
    'what a movement left is not what those before it add up to',
    [2],
    ({ evidence }) => ({ movements: changed(evidence.movements, any, ({ onHand }) => ({ onHand: onHand + 1 })) }),
  ],
  [
    'a cancelled order still holds pieces',
    [2],
    ({ evidence, orderOf }) => ({
      stock: changed(evidence.stock, any, ({ available, holds }) => ({
        available: available - 2,
        holds: { ...holds, [orderOf.doubter]: { quantity: 2 } },
      })),
    }),
  ],
  [
    'a reserved order has no hold',
    [3],
    ({ evidence, orderOf }) => ({
      stock: changed(evidence.stock, any, ({ available, holds }) => ({
        available: available + 2,
        holds: { ...holds, [orderOf.waiter]: {} },
      })),
    }),
  ],
  [
    'stock was rejected of an order that awaits payment',
    [2, 3, 10],
    ({ evidence, orderOf }) => ({
      reservations: changed(evidence.reservations, ofOrder(orderOf.waiter), () => ({ status: 'rejected' })),
    }),
  ],
  [
    'stock was released while its session could be paid',
    [17],
    ({ evidence }) =>
      stripe(evidence, {
        events: changed(
          evidence.stripe.events,
          ({ objectId }) => objectId === 'cs_doubter',
          ({ created }) => ({ created: created + 600 }),
        ),
      }),
  ],
  [
    'stock was released for another reason than the order’s end',
    [17],
    ({ evidence, orderOf }) =>
      inLog(evidence, entryOf(evidence, orderOf.doubter, 'stock.released.v1'), { causationid: 'sweep:reservations' }),
  ],
  [
    'an unpaid order was cancelled although nobody had closed its session',
    [17],
    ({ evidence, orderOf }) =>
      inLog(evidence, entryOf(evidence, orderOf.doubter, 'order.cancelled.v2'), { causationid: 'sweep:deadlines' }),
  ],
];
