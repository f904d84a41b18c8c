const POISON = 'passed by what nobody can read, in poison.failpoints.test.ts';
const NO_REACTIONS = 'user-service reacts to nothing';
const NO_EVENTS = 'cart-service tells nobody anything';
const FULL_INBOX = 'only of aggregates that have changed more than 200 times, in handled-requests.int.test.ts';
const REFUSED = 'what the provider refuses is refused before it is asked, unless an account is closed';
const INSIDE = 'called by its own class, not through the port';

/** Points that no scenario passes while nothing fails, `<process> <point>` or `* <point>` for every process, and why not. */
export const NOT_PASSED: Readonly<Record<string, string>> = {
  '* kept-messages.giveUp': POISON,
  '* handled-requests.has': FULL_INBOX,
  '* handled-requests.keep': FULL_INBOX,
  '* kept-messages.count': 'only for an admin who asks what a redrive would do',
  '* kept-messages.prepare': 'only at start, before the points are around it',
  '* kept-messages.setAside': 'only for an event that the broker will never take, in unsent-events.int.test.ts',
  '* kept-messages.summary': 'only for who looks at the metrics or the lag',
  'cart-service bus.publish': NO_EVENTS,
  'cart-service outboxes.takeOut': NO_EVENTS,
  'catalog-service ReservationRepository.putOff': 'only for what a crash has left behind',
  'gateway ServiceDescriptions.healthOf': 'the same object as ServiceHealth, where it is passed',
  'gateway ServiceHealth.pathsOf': 'the same object as ServiceDescriptions, where it is passed',
  'gateway ServiceHealth.problemsOf': 'the same object as ServiceDescriptions, where it is passed',
  'order-service OrderChanges.notify': INSIDE,
  'order-service on payment.refused.v1 2.handle': REFUSED,
  'order-service on payment.refused.v1.handle': REFUSED,
  'order-service on message.given-up.v1.handle': POISON,
  'order-service on message.redriven.v1.handle': POISON,
  'user-service dispatcher.dispatch': NO_REACTIONS,
  'user-service kept-messages.claimNext': NO_REACTIONS,
  'user-service kept-messages.find': NO_REACTIONS,
  'user-service kept-messages.isParking': NO_REACTIONS,
  'user-service kept-messages.lanes': NO_REACTIONS,
  'user-service kept-messages.keep': NO_REACTIONS,
  'user-service kept-messages.postpone': NO_REACTIONS,
  'user-service kept-messages.remove': NO_REACTIONS,
  'user-service kept-messages.redrive': NO_REACTIONS,
  'user-service resumptions.begin': NO_REACTIONS,
  'user-service resumptions.complete': NO_REACTIONS,
  'user-service resumptions.end': NO_REACTIONS,
  'user-service resumptions.handBack': NO_REACTIONS,
  'user-service resumptions.resume': NO_REACTIONS,
};

/** Whether it takes luck to pass a point, `<process> <point>`: a scenario that has done so once may not do it again. */
export const isExcused = (point: string): boolean => point in NOT_PASSED || anywhere(point) in NOT_PASSED;

/** A point as one of every process. */
export const anywhere = (point: string): string => point.replace(/^\S+/, '*');
