import { EventsNotTaken } from './event-bus.ts';

/** What is in the event itself, so that the broker refuses it each time. */
const FINAL: readonly string[] = [
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_RECORD',
];
const DEEPEST = 8;

/** What the broker said when it did not take events; null when it said nothing because it cannot be reached. */
export function refusalIn(error: unknown): EventsNotTaken | null {
  let cause = error;
  // kafkajs wraps what it has tried several times.
  for (let depth = 0; depth < DEEPEST && cause instanceof Error; depth++, cause = cause.cause) {
    if (cause.name === 'KafkaJSProtocolError' && 'type' in cause && typeof cause.type === 'string') {
      return new EventsNotTaken({ reason: cause.type, isFinal: FINAL.includes(cause.type), cause: error });
    }
    if (cause.name === 'KafkaJSMetadataNotLoaded') {
      return new EventsNotTaken({ reason: 'UNKNOWN_TOPIC_OR_PARTITION', isFinal: false, cause: error });
    }
  }
  return null;
}
