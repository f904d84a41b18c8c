import { defineEvent, draft } from '@souk/contracts/event';
import type { Model } from 'mongoose';
import { z } from 'zod';
import type { EventBus } from '../src/events/event-bus.ts';
import { runBecauseOf, type HandledMessage } from '../src/execution-context.ts';
import { uuidGenerator } from '../src/ids.ts';
import { createLogger } from '../src/logger.ts';
import { Metrics } from '../src/metrics.ts';
import { aggregateSchema, type AggregateDocument } from '../src/mongo/aggregate-document.ts';
import { AggregateStore, type Change } from '../src/mongo/aggregate-store.ts';
import type { Database } from '../src/mongo/database.ts';
import { HandledRequests, type HandledRequestRow } from '../src/mongo/handled-requests.ts';
import { OutboxRelay } from '../src/mongo/outbox-relay.ts';

/** The smallest aggregate there is. */
export interface Counter {
  readonly value: number;
  readonly note?: string;
}

export type CounterModel = Model<AggregateDocument<Counter>>;

export const Counted = defineEvent('order-events', 'counter.counted.v1', z.object({ value: z.int() }));
export const Noted = defineEvent('user-events', 'counter.noted.v1', z.object({ note: z.string() }));

/** Long ago, so that a sweep takes what is in an outbox for left behind at once. */
export const at = new Date('2020-01-01T09:00:00Z');

export const zero: Change<Counter> = { state: { value: 0 }, events: [] };

/** Counts one further, and says so. */
export const count = ({ value }: Counter): Change<Counter> => ({
  state: { value: value + 1 },
  events: [draft(Counted, { value: value + 1 }, at)],
});

export const countersIn = (database: Database, name: string): Promise<CounterModel> =>
  database.model(name, aggregateSchema<Counter>({ value: Number, note: String }));

export const aRelay = (bus: EventBus): OutboxRelay =>
  new OutboxRelay({ bus, logger: createLogger('test', 'silent'), metrics: new Metrics('test') });

export const aStore = (
  model: CounterModel,
  relay: OutboxRelay,
  options = { isSoleWriter: false },
): AggregateStore<Counter> =>
  new AggregateStore({
    model,
    service: 'test-service',
    relay,
    ids: uuidGenerator,
    requests: new HandledRequests(model.db.collection<HandledRequestRow>('handled-requests')),
    ...options,
  });

/** Does what a handler of this message would do. */
export const handling = <T>(message: HandledMessage, work: () => Promise<T>): Promise<T> =>
  runBecauseOf({ id: message.id, correlationId: 'order-1', traceparent: null, message }, work);
