import type { Evidence } from '../evidence.ts';
import { fieldOf, isDone, textOf, type Exchange } from '../history/exchange.ts';
import { ordersById } from './books.ts';
import { invariant, look, perEvidence, when, type Invariant } from './invariant.ts';

const ADJUSTMENT = /^\/v1\/admin\/inventory\/([^/]+)\/adjustments$/;
const REFUND = /^\/v1\/admin\/orders\/([^/]+)\/refunds$/;
const CANCEL = /^\/v1\/orders\/([^/?]+)\/cancel/;
/** A cart that nothing was put into is stored nowhere. */
const REVISION_OF_UNSTORED_CART = 1;
const PAY = /^\/c\/pay\/([^/?]+)/;

const keyed = ({ history }: Evidence): readonly (readonly Exchange[])[] => [
  ...Map.groupBy(
    history.filter(({ key, method }) => key !== null && method !== 'GET'),
    ({ who, method, path, key }) => `${who} ${method} ${path} ${key ?? ''}`,
  ).values(),
];

/** How many keys a client has used for something, by what the shop keeps of it. */
const keysFor = perEvidence(({ history }) => {
  const keys = new Map<string, Set<string>>();
  for (const exchange of history) {
    const made = madeBy(exchange);
    if (made !== null) keys.set(made, (keys.get(made) ?? new Set()).add(exchange.key ?? `${exchange.startedAt}`));
  }
  return keys;
});

function madeBy({ path, body }: Exchange): string | null {
  const cartId = path === '/v1/checkout' ? textOf(body, 'cartId') : null;
  if (cartId !== null) return `order of cart ${cartId}`;
  const sku = ADJUSTMENT.exec(path)?.[1];
  if (sku !== undefined) return `movement of ${decodeURIComponent(sku)}: ${textOf(body, 'reason') ?? ''}`;
  const orderId = REFUND.exec(path)?.[1];
  return orderId === undefined ? null : `refund of ${orderId}: ${textOf(body, 'note') ?? ''}`;
}

/** Everything that keyed requests make, named as `madeBy` does. */
const madeThings = ({ orders, movements }: Evidence): readonly string[] => [
  ...orders.map(({ cartId }) => `order of cart ${cartId}`),
  ...movements.filter(({ orderId }) => orderId === null).map(({ sku, reason }) => `movement of ${sku}: ${reason}`),
  ...orders.flatMap(({ id, refunds }) => refunds.map(({ note }) => `refund of ${id}: ${note ?? ''}`)),
];

/** A checkout says besides how its payment stands, which goes on. */
const replyOf = ({ path, reply }: Exchange): string =>
  JSON.stringify(path === '/v1/checkout' ? [fieldOf(reply, 'orderId'), fieldOf(reply, 'orderToken')] : reply);

/** What a client has been promised to find, and whether it is there; null when a reply promises nothing that can be looked up. */
function isKept(evidence: Evidence): (exchange: Exchange) => boolean | null {
  const users = new Set(evidence.users.map(({ email }) => email.toLowerCase()));
  const made = new Set(madeThings(evidence));
  const revisions = new Map([...evidence.orders, ...evidence.carts].map(({ id, revision }) => [id, revision]));
  const paid = new Set(evidence.stripe.sessions.filter(({ status }) => status === 'complete').map(({ id }) => id));
  const noted = new Set(evidence.orders.flatMap(({ refunds }) => refunds.map(({ refundId }) => refundId)));
  return (exchange) => {
    const { method, path, body, reply } = exchange;
    if (path === '/v1/auth/register') return users.has(textOf(body, 'email')?.toLowerCase() ?? '');
    if (path === '/v1/checkout') return ordersById(evidence).has(textOf(reply, 'orderId') ?? '');
    const sessionId = PAY.exec(path)?.[1];
    if (sessionId !== undefined) return paid.has(sessionId);
    if (ADJUSTMENT.test(path)) return made.has(madeBy(exchange) ?? '');
    if (REFUND.test(path) && method === 'POST') {
      return made.has(madeBy(exchange) ?? '') || noted.has(textOf(reply, 'refundId') ?? '');
    }
    const cancelled = ordersById(evidence).get(CANCEL.exec(path)?.[1] ?? '');
    if (cancelled !== undefined) return cancelled.status === 'cancelled' || cancelled.cancellationRequested !== null;
    const [id, revision] = [textOf(reply, 'id'), fieldOf(reply, 'revision')];
    if (id === null || typeof revision !== 'number' || !/^\/v1\/(orders|carts|me\/cart)/.test(path)) return null;
    return (revisions.get(id) ?? (path.includes('cart') ? REVISION_OF_UNSTORED_CART : 0)) >= revision;
  };
}

const promises = perEvidence((evidence) => {
  const kept = isKept(evidence);
  return evidence.history
    .filter(isDone)
    .map((exchange) => ({ exchange, isKept: kept(exchange) }))
    .filter((promise) => promise.isKept !== null);
});

export const CLIENTS: readonly Invariant[] = [
  invariant(
    { number: 14, kind: 'always', statement: 'same Idempotency-Key and body: one order, same reply' },
    look('keys', keyed, () => (exchanges) => {
      const [first, ...others] = exchanges.filter(isDone);
      if (first === undefined) return [];
      return others.flatMap((other) => [
        ...when(
          JSON.stringify(other.body) !== JSON.stringify(first.body),
          () => `${first.who} sent two things to ${first.path} under the key ${first.key ?? ''}, and both were done.`,
        ),
        ...when(
          replyOf(other) !== replyOf(first),
          () =>
            `${first.who} got other replies from ${first.path} for the key ${first.key ?? ''}: ${replyOf(first)}, ${replyOf(other)}.`,
        ),
      ]);
    }),
    look(
      'things made by keyed requests',
      (evidence) => [...new Set(madeThings(evidence))].filter((thing) => keysFor(evidence).has(thing)),
      (evidence) => {
        const made = Map.groupBy(madeThings(evidence), (thing) => thing);
        return (thing) => {
          const [count, keys] = [made.get(thing)?.length ?? 0, keysFor(evidence).get(thing)?.size ?? 0];
          return when(count > keys, () => `There are ${count} of the ${thing}, which ${keys} keys were used for.`);
        };
      },
    ),
  ),
  invariant(
    { number: 19, kind: 'always', statement: 'whatever was answered 2xx survives kill -9' },
    look(
      'promises',
      promises,
      () =>
        ({ exchange: { who, method, path, reply }, isKept: isThere }) =>
          when(
            isThere === false,
            () => `${who} was told that ${method} ${path} was done (${JSON.stringify(reply)}); it is gone.`,
          ),
    ),
  ),
  invariant(
    { number: 21, kind: 'always', statement: 'no reply holds another user’s data' },
    look(
      'replies',
      ({ history }) => history.filter(({ who, reply }) => !who.startsWith('admin') && reply !== null),
      (evidence) => {
        const owners = ownersOf(evidence);
        return ({ who, method, path, body, reply }) => {
          // What a client has named itself may be said back to it.
          const asked = new Set(namesIn([path, body]));
          return namesIn(reply)
            .filter((name) => !asked.has(name) && owners.has(name) && owners.get(name) !== who)
            .map((name) => `${who} was shown ${name} of ${owners.get(name) ?? ''} by ${method} ${path}.`);
        };
      },
    ),
  ),
];

const NAMES = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

/** The e-mail addresses and ids in something. */
const namesIn = (value: unknown): readonly string[] => [
  ...new Set(JSON.stringify(value).toLowerCase().match(NAMES) ?? []),
];

/** Which client each address, account, cart and order belongs to. */
function ownersOf({ history, users, orders, carts }: Evidence): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  const own = (name: string | null, who: string | undefined) => {
    if (name !== null && who !== undefined && !owners.has(name.toLowerCase())) owners.set(name.toLowerCase(), who);
  };
  for (const { who, path, method, body, reply } of history) {
    if (path === '/v1/auth/register' || path === '/v1/checkout') own(textOf(body, 'email'), who);
    if (path === '/v1/carts' && method === 'POST') own(textOf(reply, 'id'), who);
  }
  for (const { id, email } of users) own(id, owners.get(email.toLowerCase()));
  for (const { id, ownerId } of carts) own(id, owners.get(ownerId ?? ''));
  for (const { id, email } of orders) own(id, owners.get(email.toLowerCase()));
  return owners;
}
