/**
 * A small model of reservations, explored exhaustively: two orders want one piece of each of two SKUs, of which there is one;
 * workers take single-document steps in any order, one of them may be killed, a sweep, a cancellation, a payment and a purge may
 * come at any moment. What the steps stand for is in SettleReservation and MongoStockHolds. A step whose outcome nobody was told, and that takes
 * effect later, is a slow worker that is killed after it. Steps of several orders that share an update take effect one right after the other,
 * or not at all: both are among these interleavings. A worker that is refused from memory is refused although there are pieces.
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
  | 'restocks without a fence'
  | 'restocks what has not left'
  | 'finishes what others have decided'
  | 'purges without a fence'
  | 'goes on without saying so'
  | 'cancels as if nobody were at it'
  | 'finishes although it holds something';

type Phase = 'take over' | 'hold' | 'reserve' | 'reject' | 'bar' | 'free' | 'commit' | 'restock' | 'finish';

/** Somebody who settles an order's reservation. */
interface Worker {
  readonly order: Order;
  /** What the reservation was when it was read. */
  found: Reservation['status'];
  phase: Phase;
  /** Index of the SKU that is next. */
  next: number;
  /** 1 once it holds something. */
  held: 0 | 1;
}

interface Stock {
  onHand: number;
  available: number;
  holds: Record<Order, 'held' | 'ended' | 'restocked' | null>;
  /** Whether both orders are older than `holdableSince`. */
  isFenced: boolean;
  /** Whether what is forgotten is younger than the decision to restock the order. */
  isRestockFenced: Record<Order, boolean>;
}

interface Reservation {
  status: 'pending' | 'reserved' | 'rejected' | 'released' | 'committed' | 'restocked';
  isUnfinished: boolean;
  hasOneWorker: boolean;
}

/** How often each misfortune may strike, and who is there to be struck. */
export interface Scenario {
  readonly orders: readonly Order[];
  readonly crashes: number;
  readonly sweeps: number;
  readonly purges: number;
  /** Whether workers may be refused from memory. */
  readonly hasMemory?: boolean;
}

interface World {
  stock: Record<Sku, Stock>;
  reservations: Record<Order, Reservation>;
  workers: Worker[];
  /** What may still happen. */
  left: { crashes: number; sweeps: number; purges: number; hasMemory: boolean } & {
    cancel: Record<Order, boolean>;
    pay: Record<Order, boolean>;
  };
}

export interface Exploration {
  readonly states: number;
  readonly violations: ReadonlySet<string>;
}

/** Visits every state that can be reached; goes no further from one that breaks a rule, and ends once that rule is broken which is sought. */
export function explore(scenario: Scenario, bug: Bug | null = null, sought: string | null = null): Exploration {
  const first = start(scenario);
  const seen = new Set([keyOf(first)]);
  const violations = new Set<string>();
  const waiting = [first];
  for (let world = waiting.pop(); world !== undefined; world = waiting.pop()) {
    const violation = violationIn(world);
    if (violation !== null) {
      violations.add(violation);
      if (violation === sought) break;
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

function start({ orders, hasMemory = false, ...budget }: Scenario): World {
  const stock = (): Stock => ({
    onHand: 1,
    available: 1,
    holds: { '1': null, '2': null },
    isFenced: false,
    isRestockFenced: { '1': false, '2': false },
  });
  const reservation = (order: Order): Reservation =>
    orders.includes(order)
      ? { status: 'pending', isUnfinished: true, hasOneWorker: true }
      : { status: 'released', isUnfinished: false, hasOneWorker: true };
  return {
    stock: { a: stock(), b: stock() },
    reservations: { '1': reservation('1'), '2': reservation('2') },
    workers: orders.map((order) => ({ order, found: 'pending', phase: 'hold', next: 0, held: 0 })),
    left: { ...budget, hasMemory, cancel: { '1': true, '2': true }, pay: { '1': true, '2': true } },
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
    const { order, phase, held } = workers[index]!;
    // Refused from memory: only who has just made the reservation is.
    if (left.hasMemory && phase === 'hold' && reservations[order].hasOneWorker) {
      add((copy) => {
        Object.assign(copy.workers[index]!, { phase: 'reject', next: 0, held });
      });
    }
    if (left.crashes > 0) {
      add((copy) => {
        copy.left.crashes -= 1;
        copy.workers.splice(index, 1);
      });
    }
  }
  for (const order of ORDERS) {
    const { status } = reservations[order];
    if (left.cancel[order] && (status === 'pending' || status === 'reserved' || status === 'committed')) {
      add((copy) => {
        copy.left.cancel[order] = false;
        Object.assign(copy.reservations[order], {
          status: status === 'committed' ? 'restocked' : 'released',
          isUnfinished: true,
          ...(status === 'pending' && bug !== 'cancels as if nobody were at it' && { hasOneWorker: false }),
        });
        copy.workers.push(settling(copy, order, bug));
      });
    }
    if (left.pay[order] && status === 'reserved') {
      add((copy) => {
        copy.left.pay[order] = false;
        Object.assign(copy.reservations[order], { status: 'committed', isUnfinished: true });
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
    // Proofs are kept since the oldest decision that somebody still works on.
    const isNeeded = ORDERS.some(
      (order) => reservations[order].status === 'restocked' && reservations[order].isUnfinished,
    );
    const isEnded = (hold: Stock['holds'][Order]) => hold === 'ended' || hold === 'restocked';
    if (left.purges === 0 || isNeeded || !Object.values(stock[sku].holds).some(isEnded)) continue;
    add((copy) => {
      copy.left.purges -= 1;
      const { holds, isRestockFenced } = copy.stock[sku];
      for (const order of ORDERS) {
        if (isEnded(holds[order])) holds[order] = null;
        if (reservations[order].status === 'restocked') isRestockFenced[order] = bug !== 'restocks without a fence';
      }
      copy.stock[sku].isFenced = bug !== 'purges without a fence';
    });
  }
  return next;
}

/** A worker that has just read the reservation. */
function settling({ reservations }: World, order: Order, bug: Bug | null): Worker {
  const { status: found } = reservations[order];
  return { order, found, phase: firstOf(found, bug), next: 0, held: 0 };
}

function firstOf(status: Reservation['status'], bug: Bug | null): Phase {
  switch (status) {
    case 'pending':
      return bug === 'goes on without saying so' ? 'hold' : 'take over';
    case 'committed':
      return 'commit';
    case 'restocked':
      return bug === 'restocks what has not left' ? 'restock' : 'commit';
    default:
      return firstOfRelease(bug);
  }
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
    case 'take over':
      if (reservation.status === 'pending') {
        reservation.hasOneWorker = false;
        goTo('hold');
      } else if (reservation.isUnfinished) Object.assign(worker, settling(world, worker.order, bug));
      else leave();
      return;
    case 'hold': {
      if (sku === undefined) return;
      if (!hold(world.stock[sku], worker.order)) {
        goTo(bug === 'releases before it decides' ? 'bar' : 'reject');
        return;
      }
      worker.held = 1;
      if (worker.next + 1 === SKUS.length) goTo('reserve');
      else worker.next += 1;
      return;
    }
    case 'reserve':
    case 'reject': {
      if (reservation.status === 'pending') {
        const isAnyHeld = worker.held > 0 && bug !== 'finishes although it holds something';
        Object.assign(
          reservation,
          worker.phase === 'reserve'
            ? { status: 'reserved', isUnfinished: false }
            : { status: 'rejected', isUnfinished: isAnyHeld || !reservation.hasOneWorker },
        );
      }
      if (reservation.isUnfinished) Object.assign(worker, settling(world, worker.order, bug));
      else leave();
      return;
    }
    case 'bar':
    case 'free':
    case 'commit':
    case 'restock': {
      if (sku === undefined) return;
      endOne(world.stock[sku], worker, reservation.hasOneWorker, bug);
      const isRelease = worker.phase === 'bar' || worker.phase === 'free';
      if (isRelease && worker.phase === firstOfRelease(bug)) goTo(worker.phase === 'bar' ? 'free' : 'bar', worker.next);
      else if (worker.next + 1 < SKUS.length) {
        goTo(isRelease ? firstOfRelease(bug) : worker.phase, worker.next + 1);
      } else if (worker.phase === 'commit' && worker.found === 'restocked') goTo('restock');
      else goTo(reservation.status === 'pending' ? 'reject' : 'finish');
      return;
    }
    case 'finish':
      if (reservation.status === worker.found || bug === 'finishes what others have decided') {
        reservation.isUnfinished = false;
      }
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

/** A hold that has ended leaves a proof only where somebody else may still be about to hold. */
function endOne(stock: Stock, { order, phase }: Worker, hasOneWorker: boolean, bug: Bug | null): void {
  const isHeld = stock.holds[order] === 'held';
  if (phase === 'restock') {
    if (stock.holds[order] === 'restocked' || stock.isRestockFenced[order]) return;
    stock.onHand += 1;
    stock.available += 1;
    stock.holds[order] = 'restocked';
    return;
  }
  if (phase === 'bar' ? hasOneWorker || stock.holds[order] !== null : !isHeld) return;
  if (phase === 'free') stock.available += 1;
  if (phase === 'commit') stock.onHand -= 1;
  stock.holds[order] = hasOneWorker || bug === 'forgets that reservations have ended' ? null : 'ended';
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
  for (const sku of SKUS) if (stock[sku].onHand > 1) return 'restocked twice';
  const isGone = (order: Order) => ['released', 'rejected', 'restocked'].includes(reservations[order].status);
  const isDone = workers.length === 0 && ORDERS.every((order) => !reservations[order].isUnfinished);
  if (isDone && ORDERS.every(isGone) && SKUS.some((sku) => stock[sku].onHand < 1)) return 'cancelled but not restocked';
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
      a: { ...stock.a, holds: { ...stock.a.holds }, isRestockFenced: { ...stock.a.isRestockFenced } },
      b: { ...stock.b, holds: { ...stock.b.holds }, isRestockFenced: { ...stock.b.isRestockFenced } },
    },
    reservations: { '1': { ...reservations['1'] }, '2': { ...reservations['2'] } },
    workers: workers.map((worker) => ({ ...worker })),
    left: { ...left, cancel: { ...left.cancel }, pay: { ...left.pay } },
  };
}

const PHASES: readonly Phase[] = [
  'take over',
  'hold',
  'reserve',
  'reject',
  'bar',
  'free',
  'commit',
  'restock',
  'finish',
];
const STATUSES: readonly Reservation['status'][] = [
  'pending',
  'reserved',
  'rejected',
  'released',
  'committed',
  'restocked',
];

/**
 * Short, for there are many; the same for worlds that differ in nothing but the order of their workers, or in which of the two orders is which:
 * they want the same.
 */
function keyOf(world: World): string {
  const [one, other] = [keyAs(world, ['1', '2']), keyAs(world, ['2', '1'])];
  return one < other ? one : other;
}

function keyAs({ stock, reservations, workers, left }: World, orders: readonly [Order, Order]): string {
  const bit = (flag: boolean) => (flag ? 1 : 0);
  const ofStock = ({ onHand, available, holds, isFenced, isRestockFenced }: Stock) => {
    const [first, second] = orders.map((order) => `${holds[order]?.charAt(0) ?? '-'}${bit(isRestockFenced[order])}`);
    return `${onHand}${available}${bit(isFenced)}${first}${second}`;
  };
  const ofOrder = (order: Order) => {
    const { status, isUnfinished, hasOneWorker } = reservations[order];
    return `${STATUSES.indexOf(status)}${bit(isUnfinished)}${bit(hasOneWorker)}${bit(left.cancel[order])}${bit(left.pay[order])}`;
  };
  const ofWorkers = workers
    .map(({ order, found, phase, next, held }) => {
      const what = `${STATUSES.indexOf(found)}${PHASES.indexOf(phase)}${next}`;
      return `${orders.indexOf(order)}${what}${reservations[order].hasOneWorker ? held : 0}`;
    })
    .sort();
  const ofOrders = ofOrder(orders[0]) + ofOrder(orders[1]);
  return `${ofStock(stock.a)}${ofStock(stock.b)}${ofOrders}${left.crashes}${left.sweeps}${left.purges}${ofWorkers.join('')}`;
}
