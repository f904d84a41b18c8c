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
      statement: 'initial + restocked − committed = onHand; no ended order holds stock',
    },
    look('stock documents', stockOf, ({ movements, reservations }) => {
      // Stock begins empty. Of reservations only committed ones have taken pieces away: those of restocked ones are back.
      const moved = Map.groupBy(movements, ({ sku }) => sku);
      const committed = quantitiesOf(
        reservations.filter(({ status }) => status === 'committed').flatMap(({ lines }) => lines),
      );
      return ({ sku, onHand }) => {
        const brought = sumOf((moved.get(sku) ?? []).map(({ delta }) => delta));
        const taken = committed.get(sku) ?? 0;
        return when(
          onHand !== brought - taken,
          () => `SKU ${sku} has ${onHand} on hand; its movements brought ${brought} and orders took ${taken}.`,
        );
      };
    }),
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
