import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import { at, minutesLater } from './a-payment.ts';
import { aProviderEvent } from './a-provider-event.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';
import { providerEventsContract } from './provider-events-contract.ts';
import { SettableClock } from './settable-clock.ts';

const clock = new SettableClock();
let service: ComposedService;
let connection: Connection;
const events = () => service.container.get(T.ProviderEvents);

beforeAll(async () => {
  service = await startComposedService(clock);
  connection = await mongoose.createConnection(service.mongodbUri, { dbName: 'payment-service' }).asPromise();
});

afterAll(async () => {
  await connection.close();
  await service.stop();
});

providerEventsContract('MongoProviderEvents', events, clock);

describe('MongoProviderEvents', () => {
  async function viewOf(orderId: string | null) {
    const { data } = await events().find({ orderId: orderId! }, { limit: 1, offset: 0 });
    return data[0]!;
  }

  it('when an event is stored, leaves ten seconds to the process that has stored it', async () => {
    const event = aProviderEvent();
    await events().add(event, at);
    expect((await viewOf(event.orderId)).nextAttemptAt).toEqual(minutesLater(10 / 60));
  });

  it.each([
    ['at once', 0, 2 / 60],
    ['after a minute', 1, 0.5],
    ['after an hour', 60, 30],
    ['after a day', 1440, 60],
  ])('when processing fails %s, tries again after half that time, within bounds', async (_when, waited, pause) => {
    const event = aProviderEvent();
    await events().add(event, at);
    clock.time = minutesLater(waited);
    await expect(events().process(event, () => Promise.reject(new Error('503')))).rejects.toThrow('503');
    expect((await viewOf(event.orderId)).nextAttemptAt).toEqual(minutesLater(waited + pause));
  });

  it('when the reason of a failure is long, keeps its beginning', async () => {
    const event = aProviderEvent();
    await events().add(event, at);
    const failure = new Error('x'.repeat(10_000));
    await expect(events().process(event, () => Promise.reject(failure))).rejects.toBe(failure);
    expect((await viewOf(event.orderId)).lastError).toBe('x'.repeat(500));
  });

  it.each([
    ['nextAttemptAt_1__id_1', 'due', () => events().due(at, { limit: 10, offset: 0 })],
    ['orderId_1_receivedAt_-1__id_-1', 'of an order', () => events().find({ orderId: 'o1' }, { limit: 10, offset: 0 })],
    ['receivedAt_-1__id_-1', 'of all', () => events().find({}, { limit: 10, offset: 0 })],
  ])('uses %s when it looks for events %s', async (index, _which, look) => {
    const uses = async () => {
      const rows = connection.collection('webhook-events');
      const stats = rows.aggregate<{ name: string; accesses: { ops: bigint } }>([{ $indexStats: {} }]);
      return Number((await stats.toArray()).find(({ name }) => name === index)!.accesses.ops);
    };
    const before = await uses();
    await look();
    expect(await uses()).toBeGreaterThan(before);
  });
});
