import { DomainError } from '@souk/kernel/domain-error';
import fc from 'fast-check';
import type { OrderEvent } from '../src/domain/order/order-event.ts';
import type { SettledRefund } from '../src/domain/order/order-refund.ts';
import type { OrderState } from '../src/domain/order/order-state.ts';
import type { Order } from '../src/domain/order/order.ts';
import { aPlacement, euros, freeLine, minutesLater, teaLine } from './an-order.ts';

/** What changes an order: a method that is added to it has to be added here. */
export type Method = Exclude<keyof Order, 'state' | 'isVisibleTo' | 'pullEvents'>;
/** What a method is given, without the time. */
type Given<M extends Method> = Parameters<Order[M]> extends [...infer Before, Date] ? Before : never;

/** A call of one of an order's methods, so many minutes after the last one. */
export type Call = {
  [M in Method]: { readonly method: M; readonly given: Given<M>; readonly minutes: number };
}[Method];

export interface Step {
  readonly call: Call;
  readonly at: Date;
  readonly before: OrderState;
  readonly after: OrderState;
  readonly events: readonly OrderEvent[];
  /** The rule that said no; null when none did. */
  readonly refusal: DomainError | null;
}

const paid = euros(2990);
const cancelled = `${aPlacement().id}:cancelled`;
const DAY = 24 * 60;

const REASONS: Readonly<Record<string, SettledRefund['reason']>> = {
  [cancelled]: 'cancelled',
  [`${cancelled}:2`]: 'cancelled',
  r1: 'granted',
  r2: 'granted',
  r3: 'granted',
  re_1: 'external',
  re_2: 'external',
  'late:pi_2': 'late-payment',
};

const settledRefund = fc.record({
  refundId: fc.constantFrom(...Object.keys(REASONS)),
  amount: fc.constantFrom(euros(990), paid),
  failure: fc.constantFrom(null, null, 'declined'),
});

const GIVEN: { readonly [M in Method]: fc.Arbitrary<Given<M>> } = {
  priceFrom: fc.constantFrom([[teaLine]], [[teaLine]], [[{ ...teaLine, quantity: 3 }]], [[freeLine]]),
  rejectForStock: fc.constant([[{ sku: teaLine.sku, requested: 2, available: 1 }]]),
  attachSession: fc
    .record({ attempt: fc.constantFrom(1, 1, 2), minutes: fc.constantFrom(35, DAY) })
    .map(({ attempt, minutes }) => [
      { attempt, sessionId: `cs_${attempt}`, url: `http://pay/cs_${attempt}`, expiresAt: minutesLater(minutes) },
    ]),
  reopenPayment: fc.constant([]),
  awaitSettlement: fc.constant([]),
  confirmPayment: fc.constantFrom([paid], [paid], [paid], [euros(2989)]),
  endUnpaid: fc.constantFrom(
    ['payment-expired', null],
    ['payment-refused', 'amount_too_large'],
    ['payment-failed', null],
  ),
  makeWay: fc.constant([['email']]),
  shortenWait: fc.constant([]),
  cancel: fc.constantFrom(['customer'], ['shop']),
  grantRefund: fc
    .record({ refundId: fc.constantFrom('r1', 'r2', 'r3'), amount: fc.constantFrom(null, 0, 300, 990, 2990, 2991) })
    .map(({ refundId, amount }) => [{ refundId, amount: amount === null ? null : euros(amount), note: null }]),
  settleRefund: settledRefund.map((news) => [{ ...news, reason: REASONS[news.refundId]! }]),
  openDispute: fc
    .record({ disputeId: fc.constantFrom('du_1', 'du_2'), amount: fc.constantFrom(euros(990), paid) })
    .map((dispute) => [{ ...dispute, reason: 'fraudulent' }]),
  closeDispute: fc.tuple(fc.constantFrom('du_1', 'du_2'), fc.constantFrom('won', 'lost')),
  passDeadline: fc.constant([]),
};

/** Calls of these methods, as often as is said. */
export function calls(weights: Partial<Record<Method, number>>): fc.Arbitrary<readonly Call[]> {
  const minutes = fc.constantFrom(0, 0, 1, 11, 40, DAY, 14 * DAY);
  const ofMethods = Object.entries(weights).map(([name, weight]) => {
    const method = name as Method; // The keys of an object are strings to the compiler.
    // It does not see either that what is given belongs to the method.
    const arbitrary = fc.record({ method: fc.constant(method), given: GIVEN[method], minutes }) as fc.Arbitrary<Call>;
    return { weight, arbitrary };
  });
  return fc.array(fc.oneof(...ofMethods), { maxLength: 40, size: 'max' });
}

/** Calls of every method, so often that orders get everywhere. */
export const anyCalls = calls({
  priceFrom: 10,
  rejectForStock: 1,
  attachSession: 4,
  reopenPayment: 4,
  awaitSettlement: 1,
  confirmPayment: 5,
  endUnpaid: 1,
  makeWay: 1,
  shortenWait: 2,
  cancel: 3,
  grantRefund: 3,
  settleRefund: 8,
  openDispute: 1,
  closeDispute: 2,
  passDeadline: 2,
} satisfies Record<Method, number>);

/**
 * Whether this can come to an order by what the payment service promises: news of its money comes after the payment, and news of a
 * refund after it was asked for, unless it was made past the shop.
 */
export function isPromised({ method, given }: Call, { paid, refunds }: OrderState): boolean {
  if (method === 'openDispute') return paid !== null;
  if (method !== 'settleRefund') return true;
  const [{ refundId, reason }] = given;
  const isOwn = reason === 'cancelled' || reason === 'granted';
  return paid !== null && (!isOwn || refunds.some((refund) => refund.refundId === refundId));
}

/** What becomes of an order, call by call, without those that cannot come to such an order. */
export function* following(
  order: Order,
  history: readonly Call[],
  canCome: (call: Call, order: OrderState) => boolean = () => true,
): Generator<Step> {
  order.pullEvents();
  let minutes = 0;
  for (const call of history) {
    minutes += call.minutes;
    const now = minutesLater(minutes);
    const before = order.state;
    if (!canCome(call, before)) continue;
    const refusal = refusalOf(() => {
      // A call carries what its method takes, which the compiler does not see of a union.
      const method = order[call.method] as (...given: readonly unknown[]) => void;
      method.call(order, ...call.given, now);
    });
    yield { call, at: now, before, after: order.state, events: order.pullEvents(), refusal };
  }
}

function refusalOf(action: () => void): DomainError | null {
  try {
    action();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
