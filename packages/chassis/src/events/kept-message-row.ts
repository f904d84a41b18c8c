import type { mongo } from 'mongoose';
import type { Outboxed } from '../mongo/outboxes.ts';
import type { Order } from '../mongo/pages.ts';
import type { Publication } from './event-bus.ts';
import type { KeptMessage, ListedMessage, MessageFilter } from './kept-messages.ts';

/** A message and what is told of it. */
export interface Row extends Omit<KeptMessage, 'state' | 'eventId' | 'correlationId'>, Outboxed {
  /** Absent in rows of earlier versions. */
  readonly eventId?: string | null;
  readonly correlationId?: string | null;
  /** `handled` for as long as something is still to be told, or an event that is redriven is to be sent. */
  readonly state: KeptMessage['state'] | 'handled';
  /** How many events there have been about it. */
  readonly told: number;
  /** An event that the broker did not take. It is here or in the outbox: a document has no room for two of the largest. */
  readonly unsent?: Publication | null;
}

export const INDEXES: mongo.IndexDescription[] = [
  { key: { state: 1, lane: 1, place: 1 } },
  { key: { state: 1, keptAt: 1, _id: 1 } },
  { key: { 'delivery.key': 1, state: 1, keptAt: 1, _id: 1 } },
  { key: { 'outbox.event.time': 1 }, partialFilterExpression: { 'outbox.0': { $exists: true } } },
];

export const OLDEST_FIRST: Order = [
  ['keptAt', 1],
  ['_id', 1],
];

/** What a list shows. The message itself is not read: it may be large. */
export const LISTED: Readonly<Record<string, 1>> = {
  ...{ state: 1, lane: 1, place: 1, type: 1, eventId: 1, correlationId: 1, attempts: 1, lastError: 1, reason: 1 },
  ...{ keptAt: 1, nextAttemptAt: 1, isRedriven: 1, claimedBy: 1, lostClaims: 1, 'unsent.topic': 1 },
  ...{
    'delivery.topic': 1,
    'delivery.partition': 1,
    'delivery.offset': 1,
    'delivery.key': 1,
    'delivery.assignment': 1,
  },
};

export const queryOf = ({ state, id, subject }: MessageFilter): mongo.Filter<Row> => ({
  state: state ?? { $in: ['parked', 'dead'] },
  ...(id === undefined ? {} : { _id: id }),
  ...(subject === undefined ? {} : { 'delivery.key': subject }),
});

export function messageIn({ outbox, told, unsent, ...row }: Row): KeptMessage {
  return { ...row, ...identityOf(row), state: keptState(row) };
}

export function listedIn({ outbox, told, unsent, ...row }: Row): ListedMessage {
  const isUnsent = unsent !== undefined && unsent !== null;
  return { ...row, ...identityOf(row), state: keptState(row), isUnsent };
}

const identityOf = ({ eventId = null, correlationId = null }: Pick<Row, 'eventId' | 'correlationId'>) => ({
  eventId,
  correlationId,
});

function keptState({ _id, state }: Pick<Row, '_id' | 'state'>): KeptMessage['state'] {
  if (state === 'handled') throw new Error(`${_id} is handled; look for kept messages by their state.`);
  return state;
}

/** An event that the broker did not take, as one that is kept. */
export function unsentRow({ topic, event }: Publication, at: Date): Omit<KeptMessage, 'lastError' | 'reason'> {
  return {
    _id: unsentId(event.id),
    state: 'dead',
    lane: unsentId(event.id),
    place: 0,
    delivery: { topic, partition: 0, offset: '', key: event.subject, value: '', assignment: 0 },
    type: event.type,
    eventId: event.id,
    correlationId: event.correlationid,
    attempts: 1,
    keptAt: at,
    nextAttemptAt: at,
    isRedriven: false,
    claimedBy: null,
    lostClaims: 0,
  };
}

export const unsentId = (eventId: string): string => `unsent:${eventId}`;
