import type { Evidence } from '../evidence.ts';
import { invariant, isEnded, look, quantitiesOf, sumOf, when, type Invariant } from './invariant.ts';

const stockOf = ({ stock }: Evidence) => stock;

const STATES_THAT_HOLD = ['pending', 'reserved'];

/** Holds that have not ended, with the SKU that they hold pieces of. */
const holdsOf = ({ stock }: Evidence) =>
  stock.flatMap(({ sku, holds }) =>
    Object.entries(holds).flatMap(([orderId, { quantity }]) =>
      quantity === undefined ? [] : [{ sku, orderId, quantity }],
    ),
  );

/** The movements of each SKU in their order. */
const historiesOf = ({ movements }: Evidence) =>
  [...Map.groupBy(movements, ({ sku }) => sku).values()].map((history) =>
    history.toSorted((a, b) => a.place - b.place),
  );

export const STOCK: readonly Invariant[] = [
  invariant(
    { number: 1, kind: 'always', statement: 'per SKU available ≥ 0 and available + Σ holds = onHand' },
    look('stock documents', stockOf, () => ({ sku, onHand, available, holds }) => {
      const held = sumOf(Object.values(holds).map(({ quantity = 0 }) => quantity));
      return [
        ...when(available < 0, () => `SKU ${sku} has ${available} pieces available.`),
        ...when(
          available + held !== onHand,
          () => `SKU ${sku} has ${onHand} on hand, but ${available} available and ${held} held.`,
        ),
      ];
    }),
    look(
      'movements',
      ({ movements }) => movements,
      () =>
        ({ id, sku, available }) =>
          when(available < 0, () => `Movement ${id} left SKU ${sku} with ${available} pieces available.`),
    ),
  ),
  invariant(
    {
      number: 2,
      kind: 'eventually',
      statement: 'Σ movements = onHand, each sale and restock among them once; no ended order holds stock',
    },
    look('stock documents', stockOf, ({ movements }) => {
      // Stock begins empty.
      const moved = Map.groupBy(movements, ({ sku }) => sku);
      return ({ sku, onHand }) => {
        const brought = sumOf((moved.get(sku) ?? []).map(({ delta }) => delta));
        return when(onHand !== brought, () => `SKU ${sku} has ${onHand} on hand; its movements brought ${brought}.`);
      };
    }),
    look('histories', historiesOf, () => (history) => {
      let sum = 0;
      return history.flatMap(({ id, sku, delta, onHand, place }, index) => {
        sum += delta;
        return when(
          onHand !== sum || place !== index + 1,
          () =>
            `Movement ${id} of SKU ${sku} is number ${place} and left ${onHand}; by those before it, it is number ${index + 1} and left ${sum}.`,
        );
      });
    }),
    look(
      'reservations',
      ({ reservations }) => reservations,
      ({ movements }) => {
        const byOrder = Map.groupBy(movements, ({ orderId }) => orderId);
        return ({ orderId, status, lines }) => {
          const moved = (kind: string) => quantitiesOf((byOrder.get(orderId) ?? []).filter((one) => one.kind === kind));
          const [sold, restocked] = [moved('sold'), moved('restocked')];
          const wasSold = status === 'committed' || status === 'restocked';
          return lines.flatMap(({ sku, quantity }) => [
            ...when(
              (sold.get(sku) ?? 0) !== (wasSold ? quantity : 0),
              () =>
                `Order ${orderId} is ${status}; of SKU ${sku} ${quantity} were reserved and ${sold.get(sku) ?? 0} sold.`,
            ),
            ...when(
              (restocked.get(sku) ?? 0) !== (status === 'restocked' ? quantity : 0),
              () => `Order ${orderId} is ${status}; of SKU ${sku} ${restocked.get(sku) ?? 0} of ${quantity} came back.`,
            ),
          ]);
        };
      },
    ),
    look('holds', holdsOf, ({ orders, reservations }) => {
      const ended = new Map(orders.filter(isEnded).map(({ id, status }) => [id, status]));
      const states = new Map(reservations.map(({ orderId, status }) => [orderId, status]));
      return ({ sku, orderId, quantity }) => {
        const reason = ended.get(orderId) ?? states.get(orderId) ?? 'not known';
        return when(
          !STATES_THAT_HOLD.includes(reason),
          () => `SKU ${sku} has ${quantity} pieces held for order ${orderId}, which is ${reason}.`,
        );
      };
    }),
  ),
  invariant(
    { number: 3, kind: 'always', statement: 'a reserved order has a hold on every line' },
    // A reservation that changed while the stock was being read may rightly not fit what was read of the stock.
    look(
      'reserved orders',
      ({ reservations }) =>
        reservations.filter(({ status, changedWhileRead }) => status === 'reserved' && !changedWhileRead),
      ({ stock }) => {
        const holds = new Map(stock.map((row) => [row.sku, row.holds]));
        return ({ orderId, lines }) =>
          lines.flatMap(({ sku, quantity }) => {
            const held = holds.get(sku)?.[orderId]?.quantity ?? 0;
            return when(
              held !== quantity,
              () => `Order ${orderId} has ${quantity} of SKU ${sku} reserved, but ${held} are held for it.`,
            );
          });
      },
    ),
    look(
      'orders that await payment',
      ({ orders }) => orders.filter(({ status }) => status === 'awaiting-payment'),
      ({ reservations }) => {
        const byOrder = new Map(reservations.map((reservation) => [reservation.orderId, reservation]));
        return ({ id }) => {
          const { status = 'missing', changedWhileRead = false } = byOrder.get(id) ?? {};
          return when(
            !changedWhileRead && status !== 'reserved',
            () => `Order ${id} awaits payment, but its reservation is ${status}.`,
          );
        };
      },
    ),
  ),
];
