import type { Evidence } from '../evidence.ts';
import { fieldOf, isDone, textOf, type Exchange } from '../history/exchange.ts';
import { invariant, look, perEvidence, quantitiesOf, sumOf, when, type Invariant } from './invariant.ts';
import { eventsById } from './streams.ts';

/** A cart as somebody has seen it. */
interface Sight {
  readonly revision: number;
  readonly quantities: ReadonlyMap<string, number>;
  readonly startedAt: number;
  readonly endedAt: number;
}

interface SeenCart {
  readonly id: string;
  /** By revision; the last one is the stored cart. */
  readonly sights: readonly Sight[];
  /** What its owner may have taken out: requests that were not refused. */
  readonly removals: readonly Exchange[];
}

const CARTS = /^\/v1\/(carts|me\/cart)/;

function sightOf({ reply, startedAt, endedAt }: Exchange): (Sight & { readonly id: string }) | null {
  const [id, revision, lines] = [textOf(reply, 'id'), fieldOf(reply, 'revision'), fieldOf(reply, 'lines')];
  if (id === null || typeof revision !== 'number' || !Array.isArray(lines)) return null;
  const known = lines.flatMap((line: unknown) => {
    const [sku, quantity] = [textOf(line, 'sku'), fieldOf(line, 'quantity')];
    return sku !== null && typeof quantity === 'number' ? [{ sku, quantity }] : [];
  });
  return { id, revision, quantities: quantitiesOf(known), startedAt, endedAt };
}

const seenCarts = perEvidence(({ history, carts, readAt }: Evidence): readonly SeenCart[] => {
  const exchanges = history.filter(({ path }) => CARTS.test(path));
  const sights = Map.groupBy(
    exchanges.filter(isDone).flatMap((exchange) => sightOf(exchange) ?? []),
    ({ id }) => id,
  );
  const removals = exchanges.filter(
    ({ method, path, status }) =>
      (method === 'DELETE' || method === 'PATCH' || path.endsWith('/merge')) &&
      (status === null || status < 400 || status >= 500),
  );
  const stored = Map.groupBy(carts, ({ id }) => id);
  return [...sights].map(([id, seen]) => {
    const last = (stored.get(id) ?? []).map(({ revision, lines }) => {
      return {
        id,
        revision,
        quantities: quantitiesOf(lines),
        startedAt: readAt.getTime(),
        endedAt: readAt.getTime(),
      };
    });
    return {
      id,
      sights: [...seen, ...last].sort((a, b) => a.revision - b.revision),
      removals: removals.filter(
        ({ path, body }) => path.includes(id) || textOf(body, 'cartId') === id || path.startsWith('/v1/me/'),
      ),
    };
  });
});

/** What was ordered from each cart, and when the order was confirmed. */
const confirmedOf = perEvidence((evidence) => {
  const confirmed = [...eventsById(evidence).values()].filter(({ event }) => event.type === 'order.confirmed.v1');
  return Map.groupBy(
    // As the contract of the event says.
    confirmed.map(({ event: { time, data } }) => {
      return {
        cartId: String(data['cartId']),
        at: Date.parse(time),
        lines: data['lines'] as { sku: string; quantity: number }[],
      };
    }),
    ({ cartId }) => cartId,
  );
});

/** What is not known to have ended may take effect at any time. */
const latestEnd = ({ status, endedAt }: Exchange): number => (status === null || status >= 500 ? Infinity : endedAt);

/** More of a SKU was lost by the time of a sight than orders confirmed until then can have taken. */
function unexplained({ id, sights, removals }: SeenCart, evidence: Evidence): readonly string[] {
  const lost = new Map<string, number>();
  return sights.slice(1).flatMap((sight, index) => {
    const before = sights[index];
    const isOwn = removals.some(
      (removal) => removal.startedAt <= sight.endedAt && latestEnd(removal) >= (before?.startedAt ?? 0),
    );
    if (before === undefined || isOwn) return [];
    return [...before.quantities].flatMap(([sku, quantity]) => {
      const gone = Math.max(0, quantity - (sight.quantities.get(sku) ?? 0));
      const total = (lost.get(sku) ?? 0) + gone;
      lost.set(sku, total);
      const orders = (confirmedOf(evidence).get(id) ?? []).filter(({ at }) => at <= sight.endedAt);
      const taken = sumOf(orders.map(({ lines }) => quantitiesOf(lines).get(sku) ?? 0));
      return when(
        gone > 0 && total > taken,
        () =>
          `Cart ${id} had lost ${total} of SKU ${sku} at revision ${sight.revision}; ${taken} were ordered and paid.`,
      );
    });
  });
}

export const CARTS_LOSE: readonly Invariant[] = [
  invariant(
    { number: 16, kind: 'always', statement: 'a cart loses only what was ordered, only after confirmation' },
    look('carts that clients saw', seenCarts, (evidence) => (cart) => unexplained(cart, evidence)),
    // What a message has done to a cart is not kept; that no other message has ever touched one is.
    look(
      'carts',
      ({ aggregates }) => aggregates.filter(({ collection }) => collection === 'carts'),
      (evidence) =>
        ({ _id, inbox }) =>
          inbox.flatMap((id) => {
            const event = eventsById(evidence).get(id)?.event;
            return when(
              event !== undefined && (event.type !== 'order.confirmed.v1' || event.data['cartId'] !== _id),
              () => `Cart ${_id} was changed by ${id}, which confirms no order of it.`,
            );
          }),
    ),
  ),
];
