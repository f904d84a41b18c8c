import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { InMemoryBroker } from '../src/events/in-memory-broker.ts';
import type { HandledMessage } from '../src/execution-context.ts';
import { Counted, countersIn, Noted, type CounterModel } from './counter.ts';
import { CountingProcess, HandlerFails, type HandlerFailure, type SendFailures } from './counting-process.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

let local: LocalDatabase;
let model: CounterModel;

beforeAll(async () => {
  local = await startLocalDatabase();
  model = await countersIn(local.database, 'counters');
});

afterAll(() => local.stop());

/** A numbered message comes: where its handling fails before it succeeds, and whether another process gets it as well. */
interface Delivery {
  readonly sequence: number;
  readonly failures: readonly HandlerFailure[];
  readonly isCopied: boolean;
}

/** Now and then a number comes again, or after a later one. */
const deliveries = fc
  .array(
    fc.record({
      step: fc.constantFrom(1, 1, 1, 1, 0, -1, 2),
      failures: fc.array(fc.constantFrom<HandlerFailure[]>('in the decision', 'after the change'), { maxLength: 2 }),
      isCopied: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  .map((all): readonly Delivery[] => {
    let sequence = 0;
    return all.map(({ step, ...how }) => {
      sequence = Math.max(sequence + step, 1);
      return { sequence, ...how };
    });
  });

/** What comes to an aggregate: about itself on two topics, and about another one on one of these. */
const SOURCES = ['payments', 'stock', 'payments-of-another'] as const;
type Source = (typeof SOURCES)[number];
const arrivals = fc.record({ payments: deliveries, stock: deliveries, 'payments-of-another': deliveries });
type Arrivals = Readonly<Record<Source, readonly Delivery[]>>;

/** Some processes cannot send any more towards their end. */
const sendFailures: fc.Arbitrary<SendFailures> = fc.record({
  stored: fc
    .array(fc.tuple(fc.nat({ max: 8 }), fc.constantFrom('all, untold', 'a part', 'nothing')), { maxLength: 3 })
    .map((failures) => new Map(failures)),
  goneFrom: fc.constantFrom(1, 3, Infinity),
});

function messageOf(source: Source, sequence: number, id: string): HandledMessage {
  const topic = source === 'stock' ? 'inventory-updates' : 'payment-events';
  const subject = source === 'payments-of-another' ? `other-than-${id}` : id;
  return { id: `${source}:${sequence}:${id}`, topic, subject, sequence };
}

/** Handles what comes from one source one after the other and each until that succeeds, as a consumer does. */
async function consume(
  [mine, other]: readonly [CountingProcess, CountingProcess],
  id: string,
  source: Source,
  all: readonly Delivery[],
): Promise<void> {
  const copies: Promise<void>[] = [];
  for (const { sequence, failures, isCopied } of all) {
    const message = messageOf(source, sequence, id);
    if (isCopied) copies.push(other.handle(id, message, null));
    for (const failure of failures) {
      await mine.handle(id, message, failure).catch((error: unknown) => {
        if (!(error instanceof HandlerFails)) throw error;
      });
    }
    await mine.handle(id, message, null);
  }
  await Promise.all(copies);
}

/** Of messages about the aggregate, those that are newer than all before; of others, those that come for the first time. */
function effective(source: Source, all: readonly Delivery[]): readonly number[] {
  const effects: number[] = [];
  for (const { sequence } of all) {
    const isNew = source === 'payments-of-another' ? !effects.includes(sequence) : sequence > Math.max(0, ...effects);
    if (isNew) effects.push(sequence);
  }
  return effects;
}

/** The decisions that an aggregate has noted down, after it was checked that they are those that should be. */
async function expectEffects(id: string, arrived: Arrivals): Promise<readonly string[]> {
  const { value, note = '', outbox } = (await model.findById(id).lean())!;
  const decisions = note === '' ? [] : note.split(' ');
  for (const source of SOURCES) {
    const counted = decisions.map((decision) => decision.split(':')).filter(([of]) => of === source);
    expect(counted.map(([, sequence]) => Number(sequence))).toEqual(effective(source, arrived[source]));
  }
  expect([value, outbox]).toEqual([decisions.length, []]);
  return decisions;
}

/** How many events came more than once, after it was checked that they are those of these decisions. */
function expectEvents(broker: InMemoryBroker, id: string, decisions: readonly string[]): number {
  const events = broker.published.map(({ event }) => event).filter(({ subject }) => subject === id);
  // Sent again, an event is the same.
  const distinct = [...new Map(events.map((event) => [event.id, event])).values()];
  const published = ({ type }: { type: string }) =>
    distinct.filter((event) => event.type === type).map(({ sequence, data }) => [sequence, data]);
  expect(published(Noted)).toEqual(decisions.map((decision, index) => [index + 1, { note: decision }]));
  expect(published(Counted)).toEqual(decisions.map((_, index) => [index + 1, { value: index + 1 }]));
  return events.length - distinct.length;
}

it('when messages repeat, overtake and collide and sends fail, each message counts once and exactly that is published', async () => {
  const reached = { counted: 0, ignored: 0, decidedInVain: 0, failedSends: 0, sentTwice: 0, leftBehind: 0 };
  const processes = fc.record({ failures: fc.tuple(sendFailures, sendFailures), isSoleWriter: fc.boolean() });
  const aggregates = fc.array(arrivals, { minLength: 1, maxLength: 3 });
  const property = fc.asyncProperty(aggregates, processes, async (all, { failures, isSoleWriter }) => {
    const broker = new InMemoryBroker();
    const one = new CountingProcess({ model, broker, isSoleWriter, failures: failures[0] });
    const other = new CountingProcess({ model, broker, isSoleWriter, failures: failures[1] });
    const counters = all.map((arrived) => ({ id: randomUUID(), arrived }));
    await Promise.all(counters.map(({ id }) => one.open(id)));
    await Promise.all(
      counters.flatMap(({ id, arrived }) => [
        consume([one, other], id, 'payments', arrived.payments),
        consume([other, one], id, 'stock', arrived.stock),
        consume([one, other], id, 'payments-of-another', arrived['payments-of-another']),
      ]),
    );
    await Promise.all([one.relay.stop(), other.relay.stop()]);
    // What they could not send before they stopped is for whoever comes next.
    reached.leftBehind += await model.countDocuments({ 'outbox.0': { $exists: true } });
    const successor = new CountingProcess({ model, broker, isSoleWriter });
    await successor.relay.sweep.run();
    await successor.relay.stop();

    for (const { id, arrived } of counters) {
      const decisions = await expectEffects(id, arrived);
      reached.sentTwice += expectEvents(broker, id, decisions);
      reached.counted += decisions.length;
      reached.decidedInVain -= decisions.length;
      reached.ignored += SOURCES.flatMap((source) => arrived[source]).length - decisions.length;
    }
    reached.decidedInVain += one.decisions + other.decisions;
    reached.failedSends += one.bus.failed + other.bus.failed;
  });
  // Without a time limit: on a slow machine the run that it cuts off would go on after the database has stopped.
  await fc.assert(property, { numRuns: 25 });
  expect(Math.min(...Object.values(reached))).toBeGreaterThan(0);
});
