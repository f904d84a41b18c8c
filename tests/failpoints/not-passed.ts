import type { Passed } from './cases.ts';

const AT_STOP = 'passed by the end of a process, which nobody can ask how often: see PASSED_AT_STOP';
const ONLY_KEPT = 'only while something waits in its lane, and no second event of that lane concerns this service';
const FORGOTTEN =
  'reads what the process does not remember, as after a restart: the cases that kill it make others pass it';
const POISON = 'passed by what nobody can read, in poison.failpoints.test.ts';
const AFTER_TWO_DEATHS = 'only when two processes have died of the same messages: see process-killers.int.test.ts';
const CUT_SHORT = 'only when a stop or a rebalance ends a batch half-way';
const NO_REACTIONS = 'user-service reacts to nothing';
const NO_EVENTS = 'cart-service tells nobody anything';
const INSIDE = 'called by its own class, not through the port';

/** Points that no scenario passes while nothing fails, `<process> <point>` or `* <point>` for every process, and why not. */
export const NOT_PASSED: Readonly<Record<string, string>> = {
  '* kept-messages.giveUp': POISON,
  '* kept-messages.prepare': 'only at start, before the points are around it',
  '* resumptions.begin': AFTER_TWO_DEATHS,
  '* resumptions.end': AFTER_TWO_DEATHS,
  '* resumptions.handBack': CUT_SHORT,
  'cart-service bus.publish': NO_EVENTS,
  'cart-service kept-messages.isParking': ONLY_KEPT,
  'cart-service outboxes.takeOut': NO_EVENTS,
  'catalog-service ReservationRepository.find': FORGOTTEN,
  'catalog-service store of reservations.findOne': FORGOTTEN,
  'gateway ServiceDescriptions.healthOf': 'the same object as ServiceHealth, where it is passed',
  'gateway ServiceHealth.pathsOf': 'the same object as ServiceDescriptions, where it is passed',
  'notification-service Outgoing.settled': AT_STOP,
  'notification-service kept-messages.isParking': ONLY_KEPT,
  'order-service OrderChanges.notify': INSIDE,
  'order-service on message.given-up.v1.handle': POISON,
  'order-service on message.redriven.v1.handle': POISON,
  'payment-service OrderWork.settled': AT_STOP,
  'user-service dispatcher.dispatch': NO_REACTIONS,
  'user-service idempotency-keys.deleteOne': 'only when twenty addresses are there already',
  'user-service kept-messages.claimNext': NO_REACTIONS,
  'user-service kept-messages.claimedLanes': NO_REACTIONS,
  'user-service kept-messages.find': NO_REACTIONS,
  'user-service kept-messages.isParking': NO_REACTIONS,
  'user-service kept-messages.keep': NO_REACTIONS,
  'user-service kept-messages.postpone': NO_REACTIONS,
  'user-service kept-messages.remove': NO_REACTIONS,
  'user-service kept-messages.redrive': NO_REACTIONS,
  'user-service resumptions.complete': NO_REACTIONS,
  'user-service resumptions.resume': NO_REACTIONS,
};

/** A scenario that ends processes: what they had passed is forgotten, and so is what was to fail in them. */
export const AFTER_A_STOP = 'buy after a stop in order';

/** What that passes before there is a new process to ask. */
export const PASSED_AT_STOP: readonly Passed[] = [
  { service: 'notification-service', point: 'Outgoing.settled', scenario: AFTER_A_STOP, passes: 1 },
  { service: 'payment-service', point: 'OrderWork.settled', scenario: AFTER_A_STOP, passes: 1 },
];

/** Whether it takes luck to pass a point, `<process> <point>`: a scenario that has done so once may not do it again. */
export const isExcused = (point: string): boolean => point in NOT_PASSED || anywhere(point) in NOT_PASSED;

/** A point as one of every process. */
export const anywhere = (point: string): string => point.replace(/^\S+/, '*');
