const AT_STOP = 'only when the process is told to stop';
const ONLY_KEPT = 'only while something waits in its lane, and no second event of that lane concerns this service';
const FORGOTTEN =
  'reads what the process does not remember, as after a restart: the cases that kill it make others pass it';
const AFTER_A_DEATH = 'only when a process has died with messages: the cases that kill it make others pass it';
const NO_DEAD_ORDER = 'no scenario ends with an event of an order given up on';
const NO_REACTIONS = 'user-service reacts to nothing';
const NO_EVENTS = 'cart-service tells nobody anything';
const INSIDE = 'called by its own class, not through the port';

/** Points that no scenario passes while nothing fails, `<process> <point>` or `* <point>` for every process, and why not. */
export const NOT_PASSED: Readonly<Record<string, string>> = {
  '* kept-messages.giveUp': 'passed by what nobody can read, in poison.failpoints.test.ts',
  '* kept-messages.prepare': 'only at start, before the points are around it',
  '* resumptions.begin': AFTER_A_DEATH,
  '* resumptions.end': AFTER_A_DEATH,
  '* resumptions.handBack': AFTER_A_DEATH,
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
  'order-service on email.failed.v1.handle': 'the sandbox takes every mail',
  'order-service on message.given-up.v1.handle': NO_DEAD_ORDER,
  'order-service on message.redriven.v1.handle': NO_DEAD_ORDER,
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

/** Whether it takes luck to pass a point, `<process> <point>`: a scenario that has done so once may not do it again. */
export const isExcused = (point: string): boolean => point in NOT_PASSED || anywhere(point) in NOT_PASSED;

/** A point as one of every process. */
export const anywhere = (point: string): string => point.replace(/^\S+/, '*');
