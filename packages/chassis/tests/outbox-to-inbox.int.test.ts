import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Delivery, Publication } from '../src/events/event-bus.ts';
import { InMemoryBroker } from '../src/events/in-memory-broker.ts';
import { InMemoryEventBus } from '../src/events/in-memory-event-bus.ts';
import type { AggregateStore } from '../src/mongo/aggregate-store.ts';
import { aRelay, aStore, count, countersIn, handling, zero, type Counter, type CounterModel } from './counter.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

let local: LocalDatabase;

beforeAll(async () => {
  local = await startLocalDatabase();
});

afterAll(() => local.stop());

const IDS = ['a', 'b'];

type Death = 'before it sends' | 'before it takes out what it sent';
type Step =
  | { readonly kind: 'write'; readonly id: string }
  | { readonly kind: 'die'; readonly id: string; readonly when: Death }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'deliver again'; readonly event: number };

const anId = fc.constantFrom(...IDS);
const aStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), id: anId }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('die' as const),
      id: anId,
      when: fc.constantFrom<Death>('before it sends', 'before it takes out what it sent'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('deliver again' as const), event: fc.nat({ max: 30 }) }) },
);

/** A publishing process that can die at the two places where it matters. */
class PublishingProcess {
  death: Death | null = null;
  readonly relay;
  readonly store: AggregateStore<Counter>;

  constructor(broker: InMemoryBroker, model: CounterModel) {
    const bus = new InMemoryEventBus(broker);
    const publish = bus.publish.bind(bus);
    bus.publish = async (publications: readonly Publication[]) => {
      if (this.death === 'before it sends') throw new Error('The process is dead.');
      await publish(publications);
    };
    const collection = new Proxy(model.collection, {
      get: (target, property): unknown => {
        if (property !== 'bulkWrite') return Reflect.get(target, property, target);
        return async (...given: Parameters<typeof target.bulkWrite>) => {
          if (this.death !== null && takesOut(given[0])) throw new Error('The process is dead.');
          return target.bulkWrite(...given);
        };
      },
    });
    this.relay = aRelay(bus);
    this.store = aStore({ collection, db: model.db } as unknown as CounterModel, this.relay);
  }
}

/** Whether the relay writes, and not the store. */
const takesOut = (operations: object): boolean => JSON.stringify(operations).includes('$pull');

/** Writes down the sequence of each event that it applies, in the order in which it does. */
async function consume(bus: InMemoryEventBus, store: AggregateStore<Counter>): Promise<void> {
  const handle = async ({ topic, value }: Delivery) => {
    const { id, subject, sequence } = JSON.parse(value) as Publication['event'];
    await handling({ id, topic, subject, sequence }, () =>
      store.update(subject, ({ value: applied, note = '' }) => ({
        state: { value: applied + 1, note: `${note} ${sequence}` },
        events: [],
      })),
    );
  };
  await bus.consume({ group: 'consumer', topics: ['order-events'], handle });
}

describe('from an outbox to an inbox', () => {
  it('when processes die and events come twice, every change arrives, once and in order', () =>
    fc.assert(
      fc.asyncProperty(fc.array(aStep, { maxLength: 25 }), async (steps: readonly Step[]) => {
        const run = randomUUID();
        const written = await countersIn(local.database, `written-${run}`);
        const broker = new InMemoryBroker();
        const bus = new InMemoryEventBus(broker);
        const copies = aStore(await countersIn(local.database, `copied-${run}`), aRelay(bus));
        for (const id of IDS) await copies.insert(id, zero);
        await consume(bus, copies);

        let publisher = new PublishingProcess(broker, written);
        const changes = new Map(IDS.map((id) => [id, 0]));
        const change = async (id: string) => {
          await publisher.store.update(id, count);
          changes.set(id, changes.get(id)! + 1);
        };
        for (const id of IDS) await publisher.store.insert(id, zero);
        for (const step of steps) {
          switch (step.kind) {
            case 'write':
              await change(step.id);
              break;
            case 'die':
              publisher.death = step.when;
              await change(step.id);
              await publisher.relay.stop();
              publisher = new PublishingProcess(broker, written);
              break;
            case 'sweep':
              await publisher.relay.sweep.run();
              break;
            case 'deliver again':
              await bus.publish(broker.published.slice(step.event, step.event + 1));
          }
        }

        await publisher.relay.sweep.run();
        await publisher.relay.stop();
        await bus.drained();
        for (const [id, value] of changes) {
          const inOrder = Array.from({ length: value }, (_, index) => index + 1);
          const sent = broker.published.filter(({ event }) => event.subject === id).map(({ event }) => event.sequence);
          expect([...new Set(sent)]).toEqual(inOrder);
          expect(await copies.find(id)).toMatchObject({
            value,
            ...(value > 0 ? { note: ` ${inOrder.join(' ')}` } : {}),
          });
          expect((await written.findById(id).lean())!.outbox).toEqual([]);
        }
      }),
      { numRuns: 15 },
    ));
});
