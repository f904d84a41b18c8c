import type { Evidence, LoggedEvent } from '../src/evidence.ts';
import type { EventRow } from '../src/evidence/stored-rows.ts';
import type { Exchange } from '../src/history/exchange.ts';
import type { SoundDay } from './sound-evidence.ts';

/** What becomes of a row. */
type Change<Row> = (row: Row) => Partial<Row>;

/** The rows, with those that pass changed. */
export function changed<Row>(rows: readonly Row[], passes: (row: Row) => boolean, change: Change<Row>): Row[] {
  if (!rows.some(passes)) throw new Error('The bug is planted nowhere.');
  return rows.map((row) => (passes(row) ? { ...row, ...change(row) } : row));
}

export function without<Row>(rows: readonly Row[], passes: (row: Row) => boolean): Row[] {
  if (!rows.some(passes)) throw new Error('The bug is planted nowhere.');
  return rows.filter((row) => !passes(row));
}

export const isOf = (id: string) => (row: { readonly id: string }) => row.id === id;
export const ofOrder = (orderId: string) => (row: { readonly orderId: string }) => row.orderId === orderId;

export const entryOf = ({ events }: Evidence, subject: string, type: string): LoggedEvent => {
  const found = events.find(({ event }) => event.subject === subject && event.type === type);
  if (found === undefined) throw new Error(`There is no ${type} of ${subject}.`);
  return found;
};

/** The log with another event at its end, which its aggregate has committed. */
export function saying(
  { events, aggregates, timeline }: Evidence,
  like: LoggedEvent,
  differing: Partial<EventRow>,
): Partial<Evidence> {
  const sequence = like.event.sequence + 1;
  const event = { ...like.event, id: '99999999-0000-4000-8000-000000000000', sequence, ...differing };
  const isPublisher = (row: Evidence['aggregates'][number]) =>
    row._id === event.subject && event.source === `/${row.service}` && like.topic in row.sequences;
  const entry = typeof event.data['orderId'] === 'string' ? [{ _id: event.id, orderId: event.data['orderId'] }] : [];
  return {
    timeline: event.type === 'order.confirmed.v1' ? timeline : [...timeline, ...entry],
    events: [...events, { ...like, offset: 1_000, event }],
    aggregates: changed(aggregates, isPublisher, ({ sequences }) => ({
      sequences: { ...sequences, [like.topic]: event.sequence },
    })),
  };
}

export const stripe = (evidence: Evidence, change: Partial<Evidence['stripe']>): Partial<Evidence> => ({
  stripe: { ...evidence.stripe, ...change },
});

/** What a bug makes of the evidence of a sound day. */
export type Plant = (day: SoundDay) => Partial<Evidence>;

export const any = () => true;

export const inLog = (
  evidence: Evidence,
  { event: { id } }: LoggedEvent,
  change: Partial<EventRow>,
): Partial<Evidence> => ({
  events: changed(
    evidence.events,
    ({ event }) => event.id === id,
    ({ event }) => ({ event: { ...event, ...change } }),
  ),
});

export const aggregate = (
  { aggregates }: Evidence,
  collection: string,
  id: string,
  change: Change<Evidence['aggregates'][number]>,
): Partial<Evidence> => ({
  aggregates: changed(aggregates, (row) => row.collection === collection && row._id === id, change),
});

export const heard = (evidence: Evidence, exchange: Partial<Exchange>): Partial<Evidence> => ({
  history: [
    ...evidence.history,
    {
      ...{
        who: 'buyer',
        startedAt: 0,
        endedAt: 0,
        method: 'GET',
        path: '/v1/me',
        key: null,
        body: null,
        status: 200,
        reply: null,
      },
      ...exchange,
    },
  ],
});

export const cartOf = ({ evidence }: SoundDay, orderId: string): string => evidence.orders.find(isOf(orderId))!.cartId;

export type Bugs = readonly (readonly [bug: string, breaks: readonly number[], plant: Plant])[];
