import type { MoneyShape } from '@souk/kernel/money';
import type { OrderRow } from '../evidence/stored-rows.ts';
import { invariant, look, perEvidence, quantitiesOf, sumOf, when, type Invariant } from './invariant.ts';
import { eventsById, eventsOf } from './streams.ts';

const pricesOf = perEvidence((evidence) => {
  const products = [...eventsById(evidence).values()].filter(({ topic }) => topic === 'catalog-events');
  // As `ProductSnapshot` of the contracts says.
  const variants = products.flatMap(({ event }) => event.data['variants'] as { sku: string; price: MoneyShape }[]);
  return new Set(variants.map(({ sku, price }) => `${sku} ${price.amount} ${price.currency}`));
});

const isPriced = ({ lines }: OrderRow): boolean => lines.length > 0;

export const PRICES: readonly Invariant[] = [
  invariant(
    { number: 15, kind: 'always', statement: 'prices come from the catalog, in integers; total = Σ' },
    look(
      'priced orders',
      ({ orders }) => orders.filter(isPriced),
      (evidence) => {
        const reserved = eventsOf(evidence, 'stock.reserved.v1');
        const isPruned = evidence.prunedTopics.includes('inventory-updates');
        return ({ id, lines, requested, shipping, total, expectedTotal, cancelledBecause }) => {
          const amounts = [shipping.price, ...lines.map(({ unitPrice }) => unitPrice)];
          const sum =
            shipping.price.amount + sumOf(lines.map(({ unitPrice, quantity }) => unitPrice.amount * quantity));
          const asked = quantitiesOf(requested);
          const given = quantitiesOf(lines);
          const offers = reserved.get(id)?.map(({ data }) => offerOf(data['lines'])) ?? [];
          return [
            ...when(
              !amounts.every(({ amount }) => Number.isInteger(amount) && amount >= 0),
              () => `Order ${id} has a price that is no whole amount.`,
            ),
            ...when(
              total?.amount !== sum,
              () => `Order ${id} has a total of ${total?.amount ?? 0}, but its parts are ${sum}.`,
            ),
            ...when(!isSameMap(asked, given), () => `Order ${id} has other lines than the shopper wanted.`),
            ...when(
              !isPruned && !offers.includes(offerOf(lines)),
              () => `Order ${id} has other prices than the catalog reserved it for.`,
            ),
            ...when(
              total?.amount !== expectedTotal.amount && cancelledBecause !== 'price-changed',
              () =>
                `Order ${id} goes on with ${total?.amount ?? 0}; the shopper had agreed to ${expectedTotal.amount}.`,
            ),
          ];
        };
      },
    ),
    look(
      'reservations’ prices',
      (evidence) =>
        evidence.prunedTopics.includes('catalog-events')
          ? []
          : [...eventsOf(evidence, 'stock.reserved.v1').values()].flat(),
      (evidence) =>
        ({ subject, data }) =>
          linesIn(data['lines']).flatMap(({ sku, unitPrice: { amount, currency } }) =>
            when(
              !pricesOf(evidence).has(`${sku} ${amount} ${currency}`),
              () =>
                `Order ${subject} was reserved SKU ${sku} at ${amount} ${currency}, which no product has ever cost.`,
            ),
          ),
    ),
    look(
      'payment sessions',
      ({ stripe }) => stripe.sessions,
      ({ orders }) => {
        const totals = new Map(orders.map(({ id, total }) => [id, total]));
        return ({ id, client_reference_id: orderId, amount_total: asked, currency }) => {
          const total = totals.get(orderId ?? '');
          // The order may have been read before it was priced.
          if (total === undefined || total === null) return [];
          return when(
            total.amount !== asked || total.currency !== currency.toUpperCase(),
            () =>
              `Session ${id} asks ${asked} ${currency} for order ${orderId ?? 'nobody'}, which costs ${total.amount}.`,
          );
        };
      },
    ),
  ),
];

interface Line {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: MoneyShape;
}

/** The lines of an event, which its contract describes. */
const linesIn = (lines: unknown): readonly Line[] => (Array.isArray(lines) ? (lines as Line[]) : []);

/** What is offered at which price, for comparison. */
const offerOf = (lines: unknown): string =>
  linesIn(lines)
    .map(({ sku, quantity, unitPrice: { amount, currency } }) => `${quantity} ${sku} ${amount} ${currency}`)
    .sort()
    .join('; ');

const isSameMap = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean =>
  a.size === b.size && [...a].every(([sku, quantity]) => b.get(sku) === quantity);
