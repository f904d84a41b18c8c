import { DomainError } from '@souk/kernel/domain-error';
import { Payment } from '../../payment-service/src/domain/payment/payment.ts';
import { afterAllDeadlines, now, total } from './saga-constants.ts';
import { handle, takeStep, tellOf, type Bug } from './saga-handlers.ts';
import { sessionAt } from './saga-provider.ts';
import { violationAtRest, violationIn } from './saga-rules.ts';
import {
  CHANNELS,
  changeOrder,
  changePayment,
  copyOf,
  keyOf,
  newWorld,
  type Budget,
  type World,
} from './saga-world.ts';

export interface Exploration {
  readonly states: number;
  readonly ends: ReadonlySet<string>;
  readonly violations: ReadonlySet<string>;
}

type Change = (world: World) => void;

interface Event {
  readonly change: Change;
  /** What of the budget it uses up; null for what happens anyway. */
  readonly costs: keyof Budget | null;
}

/**
 * Follows one order through the real Order, Payment and Reservation along every path on which each misfortune of the budget
 * strikes at any moment, and goes no further from a world that breaks a rule.
 */
export function explore(budget: Budget, bug: Bug | null = null): Exploration {
  const first = newWorld(budget);
  const seen = new Set([keyOf(first)]);
  const violations = new Set<string>();
  const ends = new Set<string>();
  const waiting = [first];
  for (let world = waiting.pop(); world !== undefined; world = waiting.pop()) {
    const inevitable = follow(world, inevitables(world, bug));
    const violation = violationIn(world) ?? (inevitable.length === 0 ? violationAtRest(world) : null);
    if (violation !== null) {
      violations.add(violation);
      continue;
    }
    if (inevitable.length === 0) ends.add(`${world.order.status}, ${world.order.paymentStatus}`);
    for (const [key, next] of [...inevitable, ...follow(world, possibilities(world, bug))]) {
      if (seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return { states: seen.size, ends, violations };
}

/** The worlds that these events make of one, without those that are refused or change nothing. */
function follow(world: World, events: readonly Event[]): [key: string, next: World][] {
  const before = keyOf(world);
  return events.flatMap(({ change, costs }): [string, World][] => {
    const next = copyOf(world);
    try {
      change(next);
    } catch (error) {
      if (error instanceof DomainError) return [];
      throw error;
    }
    const key = keyOf(next);
    if (key === before) return [];
    if (costs === null) return [[key, next]];
    next.left = { ...world.left, [costs]: world.left[costs] - 1 };
    return [[keyOf(next), next]];
  });
}

/** What happens sooner or later: messages arrive, steps are taken, webhooks are repeated until they are taken, sessions and debits end. */
function inevitables(world: World, bug: Bug | null): Event[] {
  const step = nextStepOf(world);
  const attempts = Object.keys(world.provider.sessions).map(Number);
  const ofProvider = attempts.flatMap((attempt): Change[] => {
    const end = (status: 'paid' | 'failed' | 'expired') => (next: World) => {
      next.provider.sessions[attempt] = status;
    };
    const status = world.provider.sessions[attempt];
    const tell: Change = (next) => tellOf(next, attempt);
    if (status === 'processing') return [tell, end('paid'), end('failed')];
    return status === 'open' ? [tell, end('expired')] : [tell];
  });
  const disputed = world.payment?.disputes.filter(({ status }) => status === 'open') ?? [];
  const all: Change[] = [
    ...CHANNELS.filter((name) => world.channels[name].queue.length > 0).map((name) => deliver(name, 0, bug)),
    ...(step === null ? [] : [(next: World) => takeStep(next, step, { isLost: false, refundFails: false, bug })]),
    ...ofProvider,
    ...(['won', 'lost'] as const).flatMap((status) =>
      disputed.map(
        (dispute): Change =>
          (next) =>
            changePayment(next, (payment) => payment.applyDispute({ ...dispute, status }, now)),
      ),
    ),
    ...(world.looked === null ? [] : [applyLook]),
  ];
  return all.map((change) => ({ change, costs: null }));
}

/** What somebody may do or what may go wrong, as long as the budget lasts. */
function possibilities(world: World, bug: Bug | null): Event[] {
  const { provider, left } = world;
  const step = nextStepOf(world);
  const open = Object.keys(provider.sessions).filter((attempt) => provider.sessions[Number(attempt)] === 'open');
  const all: [keyof Budget, Change[]][] = [
    ['pay', open.map((attempt) => (next) => (next.provider.sessions[Number(attempt)] = 'paid'))],
    ['payLater', open.map((attempt) => (next) => (next.provider.sessions[Number(attempt)] = 'processing'))],
    ['cancel', [(next) => changeOrder(next, (order) => order.cancel('customer', now))]],
    ['cancelByShop', [(next) => changeOrder(next, (order) => order.cancel('shop', now))]],
    ['payAgain', [(next) => changeOrder(next, (order) => order.reopenPayment(afterAllDeadlines))]],
    ['passDeadline', [(next) => changeOrder(next, (order) => order.passDeadline(afterAllDeadlines))]],
    [
      'grant',
      [
        (next) =>
          changeOrder(next, (order) =>
            order.grantRefund({ refundId: 'g', amount: { ...total, amount: 990 }, note: null }, now),
          ),
      ],
    ],
    ['dispute', [openDispute]],
    ['slowLook', open.map((attempt) => (next) => (next.looked = sessionAt(next.provider, Number(attempt))))],
    ['crash', step === null ? [] : [(next) => takeStep(next, step, { isLost: true, refundFails: false, bug })]],
    [
      'refundFails',
      step?.type === 'refund' ? [(next) => takeStep(next, step, { isLost: false, refundFails: true, bug })] : [],
    ],
    ['duplicate', CHANNELS.filter((name) => world.channels[name].queue.length > 0).map((name) => repeat(name, bug))],
    ['swap', CHANNELS.filter((name) => world.channels[name].queue.length > 1).map((name) => deliver(name, 1, bug))],
  ];
  return all
    .filter(([misfortune]) => left[misfortune] > 0)
    .flatMap(([costs, changes]) => changes.map((change) => ({ change, costs })));
}

const nextStepOf = ({ payment }: World) => (payment === null ? null : Payment.rehydrate(payment).nextStep);

const deliver =
  (name: (typeof CHANNELS)[number], index: number, bug: Bug | null): Change =>
  (world) => {
    const message = world.channels[name].queue[index];
    if (message === undefined) return;
    attempt(world, () => handle(world, name, message, bug));
    const channel = world.channels[name];
    world.channels[name] = { ...channel, queue: channel.queue.filter((other) => other !== message) };
  };

/** Handled, but not acknowledged: it comes again. */
const repeat =
  (name: (typeof CHANNELS)[number], bug: Bug | null): Change =>
  (world) => {
    const message = world.channels[name].queue[0];
    if (message !== undefined) attempt(world, () => handle(world, name, message, bug));
  };

/** What cannot be handled is tried for a while and then put aside. */
function attempt(world: World, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    world.dead += 1;
  }
}

const openDispute: Change = (world) => {
  const [capture] = world.payment?.captures ?? [];
  if (capture === undefined) return;
  const { paymentIntentId } = capture;
  changePayment(world, (payment) =>
    payment.applyDispute(
      { disputeId: 'du', paymentIntentId, amount: total, reason: 'fraudulent', status: 'open' },
      now,
    ),
  );
};

const applyLook: Change = (world) => {
  const { looked } = world;
  world.looked = null;
  if (looked !== null) changePayment(world, (payment) => payment.applySession(looked, now));
};
