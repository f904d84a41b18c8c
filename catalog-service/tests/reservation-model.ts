/**
 * A small model of reservations, explored exhaustively: two orders want one piece of each of two SKUs, of which there is one;
 * workers take single-document steps in any order, one of them may be killed, a sweep, a cancellation, a payment and a purge may
 * come at any moment. What the steps stand for is in SettleReservation and MongoStockHolds.
 */

const SKUS = ['a', 'b'] as const;
const ORDERS = ['1', '2'] as const;
type Sku = (typeof SKUS)[number];
type Order = (typeof ORDERS)[number];

/** Mistakes that the model must notice. */
export type Bug =
  | 'forgets that reservations have ended'
  | 'releases before it decides'
  | 'frees before it bars'
  | 'purges without a fence';

type Phase = 'hold' | 'reserve' | 'reject' | 'bar' | 'free' | 'commit' | 'finish';

/** Somebody who settles an order's reservation. */
interface Worker {
  readonly order: Order;
  phase: Phase;
  /** Index of the SKU that is next. */
  next: number;
}

interface Stock {
  onHand: number;
  available: number;
  holds: Record<Order, 'held' | 'ended' | null>;
  /** Whether both orders are older than `holdableSince`. */
  isFenced: boolean;
}

interface Reservation {
  status: 'pending' | 'reserved' | 'rejected' | 'released' | 'committed';
  isUnfinished: boolean;
}

/** How often each misfortune may strike, and who is there to be struck. */
export interface Scenario {
  readonly orders: readonly Order[];
  readonly crashes: number;
  readonly sweeps: number;
  readonly purges: number;
}

interface World {
  stock: Record<Sku, Stock>;
  reservations: Record<Order, Reservation>;
  workers: Worker[];
  /** What may still happen. */
  left: { crashes: number; sweeps: number; purges: number } & {
    cancel: Record<Order, boolean>;
    pay: Record<Order, boolean>;
  };
}

export interface Exploration {
  readonly states: number;
  readonly violations: ReadonlySet<string>;
}

/** Visits every state that can be reached; goes no further from one that breaks a rule. */
export function explore(scenario: Scenario, bug: Bug | null = null): Exploration {
  const first = start(scenario);
  const seen = new Set([keyOf(first)]);
  const violations = new Set<string>();
  const waiting = [first];
  for (let world = waiting.pop(); world !== undefined; world = waiting.pop()) {
    const violation = violationIn(world);
    if (violation !== null) {
      violations.add(violation);
      continue;
    }
    for (const next of successors(world, bug)) {
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return { states: seen.size, violations };
}

function start({ orders, ...budget }: Scenario): World {
  const stock = (): Stock => ({ onHand: 1, available: 1, holds: { '1': null, '2': null }, isFenced: false });
  const reservation = (order: Order): Reservation =>
    orders.includes(order) ? { status: 'pending', isUnfinished: true } : { status: 'released', isUnfinished: false };
  return {
    stock: { a: stock(), b: stock() },
    reservations: { '1': reservation('1'), '2': reservation('2') },
    workers: orders.map((order) => ({ order, phase: 'hold', next: 0 })),
    left: { ...budget, cancel: { '1': true, '2': true }, pay: { '1': true, '2': true } },
  };
}

function successors(world: World, bug: Bug | null): World[] {
  const { left, workers, reservations, stock } = world;
  const next: World[] = [];
  const add = (change: (copy: World) => void) => {
    const copy = copyOf(world);
    change(copy);
    next.push(copy);
  };
  for (const index of workers.keys()) {
    add((copy) => takeStep(copy, index, bug));
    if (left.crashes > 0) {
      add((copy) => {
        copy.left.crashes -= 1;
        copy.workers.splice(index, 1);
      });
    }
  }
  for (const order of ORDERS) {
    const { status } = reservations[order];
    if (left.cancel[order] && (status === 'pending' || status === 'reserved')) {
      add((copy) => {
        copy.left.cancel[order] = false;
        copy.reservations[order] = { status: 'released', isUnfinished: true };
        copy.workers.push(settling(copy, order, bug));
      });
    }
    if (left.pay[order] && status === 'reserved') {
      add((copy) => {
        copy.left.pay[order] = false;
        copy.reservations[order] = { status: 'committed', isUnfinished: true };
        copy.workers.push(settling(copy, order, bug));
      });
    }
  }
  for (const order of ORDERS) {
    if (left.sweeps === 0 || !reservations[order].isUnfinished) continue;
    add((copy) => {
      copy.left.sweeps -= 1;
      copy.workers.push(settling(copy, order, bug));
    });
  }
  for (const sku of SKUS) {
    if (left.purges === 0 || !Object.values(stock[sku].holds).includes('ended')) continue;
    add((copy) => {
      copy.left.purges -= 1;
      const { holds } = copy.stock[sku];
      for (const order of ORDERS) if (holds[order] === 'ended') holds[order] = null;
      copy.stock[sku].isFenced = bug !== 'purges without a fence';
    });
  }
  return next;
}

/** A worker that has just read the reservation. */
function settling({ reservations }: World, order: Order, bug: Bug | null): Worker {
  const { status } = reservations[order];
  if (status === 'pending') return { order, phase: 'hold', next: 0 };
  if (status === 'committed') return { order, phase: 'commit', next: 0 };
  return { order, phase: firstOfRelease(bug), next: 0 };
}

const firstOfRelease = (bug: Bug | null): Phase => (bug === 'frees before it bars' ? 'free' : 'bar');

function takeStep(world: World, index: number, bug: Bug | null): void {
  const worker = world.workers[index];
  if (worker === undefined) return;
  const reservation = world.reservations[worker.order];
  const sku = SKUS[worker.next];
  const goTo = (phase: Phase, next = 0) => Object.assign(worker, { phase, next });
  const leave = () => world.workers.splice(index, 1);
  switch (worker.phase) {
    case 'hold': {
      if (sku === undefined) return;
      if (!hold(world.stock[sku], worker.order)) goTo(bug === 'releases before it decides' ? 'bar' : 'reject');
      else if (worker.next + 1 === SKUS.length) goTo('reserve');
      else worker.next += 1;
      return;
    }
    case 'reserve':
    case 'reject': {
      if (reservation.status === 'pending') {
        Object.assign(
          reservation,
          worker.phase === 'reserve'
            ? { status: 'reserved', isUnfinished: false }
            : { status: 'rejected', isUnfinished: true },
        );
      }
      if (reservation.isUnfinished) Object.assign(worker, settling(world, worker.order, bug));
      else leave();
      return;
    }
    case 'bar':
    case 'free':
    case 'commit': {
      if (sku === undefined) return;
      endOne(world.stock[sku], worker, bug);
      const isFirstOfTwo = worker.phase === firstOfRelease(bug);
      if (worker.phase !== 'commit' && isFirstOfTwo) goTo(worker.phase === 'bar' ? 'free' : 'bar', worker.next);
      else if (worker.next + 1 < SKUS.length) {
        goTo(worker.phase === 'commit' ? 'commit' : firstOfRelease(bug), worker.next + 1);
      } else goTo(reservation.status === 'pending' ? 'reject' : 'finish');
      return;
    }
    case 'finish':
      reservation.isUnfinished = false;
      leave();
  }
}

function hold(stock: Stock, order: Order): boolean {
  if (stock.holds[order] === null && stock.available >= 1 && !stock.isFenced) {
    stock.available -= 1;
    stock.holds[order] = 'held';
  }
  return stock.holds[order] === 'held';
}

function endOne(stock: Stock, { order, phase }: Worker, bug: Bug | null): void {
  const isHeld = stock.holds[order] === 'held';
  if (phase === 'bar' ? stock.holds[order] !== null : !isHeld) return;
  if (phase === 'free') stock.available += 1;
  if (phase === 'commit') stock.onHand -= 1;
  stock.holds[order] = bug === 'forgets that reservations have ended' ? null : 'ended';
}

/** The rules of docs/events.md about stock that this world breaks, or null. */
function violationIn({ stock, reservations, workers }: World): string | null {
  for (const sku of SKUS) {
    const { available, onHand, holds } = stock[sku];
    const held = Object.values(holds).filter((hold) => hold === 'held').length;
    if (available < 0) return 'oversold';
    if (available + held !== onHand) return 'available + held ≠ on hand';
  }
  for (const order of ORDERS) {
    const { status, isUnfinished } = reservations[order];
    const held = SKUS.filter((sku) => stock[sku].holds[order] === 'held').length;
    if (status === 'reserved' && held < SKUS.length) return 'reserved without a hold on every line';
    if (workers.length === 0 && status !== 'reserved' && !isUnfinished && held > 0)
      return 'ended but holds stock for ever';
  }
  const committed = ORDERS.filter(
    (order) => reservations[order].status === 'committed' && !reservations[order].isUnfinished,
  );
  if (workers.length === 0 && SKUS.some((sku) => stock[sku].onHand > 1 - committed.length))
    return 'sold but still on hand';
  return null;
}

/** Much faster than `structuredClone`, and there are hundreds of thousands to make. */
function copyOf({ stock, reservations, workers, left }: World): World {
  return {
    stock: {
      a: { ...stock.a, holds: { ...stock.a.holds } },
      b: { ...stock.b, holds: { ...stock.b.holds } },
    },
    reservations: { '1': { ...reservations['1'] }, '2': { ...reservations['2'] } },
    workers: workers.map((worker) => ({ ...worker })),
    left: { ...left, cancel: { ...left.cancel }, pay: { ...left.pay } },
  };
}

const PHASES: readonly Phase[] = ['hold', 'reserve', 'reject', 'bar', 'free', 'commit', 'finish'];
const STATUSES: readonly Reservation['status'][] = ['pending', 'reserved', 'rejected', 'released', 'committed'];

/** Short, for there are many; the same for worlds that differ in nothing but the order of their workers. */
function keyOf({ stock, reservations, workers, left }: World): string {
  const bit = (flag: boolean) => (flag ? 1 : 0);
  const ofHold = (hold: 'held' | 'ended' | null) => hold?.charAt(0) ?? '-';
  const ofStock = ({ onHand, available, holds, isFenced }: Stock) =>
    `${onHand}${available}${ofHold(holds['1'])}${ofHold(holds['2'])}${bit(isFenced)}`;
  const ofOrder = (order: Order) =>
    `${STATUSES.indexOf(reservations[order].status)}${bit(reservations[order].isUnfinished)}${bit(left.cancel[order])}${bit(left.pay[order])}`;
  const ofWorkers = workers.map(({ order, phase, next }) => `${order}${PHASES.indexOf(phase)}${next}`).sort();
  const ofOrders = ofOrder('1') + ofOrder('2');
  return `${ofStock(stock.a)}${ofStock(stock.b)}${ofOrders}${left.crashes}${left.sweeps}${left.purges}${ofWorkers.join('')}`;
}
