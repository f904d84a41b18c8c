import { randomUUID } from 'node:crypto';
import type { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InMemoryEventBus } from '../src/events/in-memory-event-bus.ts';
import { INBOX_LENGTH } from '../src/mongo/aggregate-document.ts';
import { HandledRequests, type HandledRequestRow } from '../src/mongo/handled-requests.ts';
import { aRelay, aStore, count, countersIn, handling, zero, type CounterModel } from './counter.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

const DAY_MS = 24 * 3_600_000;

let local: LocalDatabase;
let model: CounterModel;
let rows: mongo.Collection<HandledRequestRow>;
let requests: HandledRequests;

beforeAll(async () => {
  local = await startLocalDatabase();
  model = await countersIn(local.database, 'counters');
  rows = local.database.collection<HandledRequestRow>('handled-requests');
  requests = new HandledRequests(rows);
  await requests.prepare();
});

afterAll(() => local.stop());

/** A counter, and what is done to it by requests with a key and by others. A new process remembers nothing. */
async function aCounter({ isSoleWriter = false } = {}) {
  const id = randomUUID();
  const relay = aRelay(new InMemoryEventBus());
  const store = () => aStore(model, relay, { isSoleWriter });
  let current = store();
  await current.insert(id, zero);
  const request = (key: string) =>
    handling({ id: key, topic: 'requests', subject: key, sequence: 1 }, () => current.update(id, count));
  return {
    id,
    request,
    startAnew: () => void (current = store()),
    changeOften: async (times: number) => {
      for (let change = 0; change < times; change++) await current.update(id, count);
    },
    value: async () => (await current.find(id))!.value,
    document: async () => (await model.findById(id).lean())!,
  };
}

const kept = (id: string, key: string) => rows.findOne({ _id: `counters:${id}:${key}` });

describe('a request under an Idempotency-Key', () => {
  it.each([false, true])(
    'when it is repeated after more changes than an inbox holds, changes nothing (remembered: %s)',
    async (isSoleWriter) => {
      const { id, request, changeOften, value, startAnew } = await aCounter({ isSoleWriter });
      const key = randomUUID();
      await request(key);
      await changeOften(INBOX_LENGTH + 50);
      expect(await kept(id, key)).not.toBeNull();
      await request(key);
      startAnew();
      await request(key);
      expect(await value()).toBe(1 + INBOX_LENGTH + 50);
    },
  );

  it('when others have come since, all of them keyed, is still known, and so are they', async () => {
    const { request, value } = await aCounter();
    const keys = Array.from({ length: INBOX_LENGTH + 20 }, () => randomUUID());
    for (const key of keys) await request(key);
    await Promise.all(keys.map((key) => request(key)));
    expect(await value()).toBe(keys.length);
  });

  it('when the process dies between keeping it elsewhere and the change that drives it out, is known and counts once', async () => {
    const { id, request, changeOften, value, document } = await aCounter();
    const key = randomUUID();
    await request(key);
    await changeOften(INBOX_LENGTH - 2);
    const { inbox } = await document();
    const drivenOut = inbox.filter((entry) => entry.startsWith(key));
    expect(drivenOut).toHaveLength(1);
    // All that the dead process has done of its change.
    await requests.keep(`counters:${id}`, drivenOut, new Date());
    await request(key);
    expect(await value()).toBe(INBOX_LENGTH - 1);
    await changeOften(2);
    await request(key);
    expect(await value()).toBe(INBOX_LENGTH + 1);
  });

  it('when an inbox drives out what is no request, or is older than a day, keeps nothing', async () => {
    const { id, changeOften } = await aCounter();
    const before = await rows.countDocuments();
    await changeOften(INBOX_LENGTH + 5);
    await requests.keep(id, [`${randomUUID()}@${Math.floor((Date.now() - DAY_MS) / 1000) - 1}`], new Date());
    expect(await rows.countDocuments()).toBe(before);
  });

  it('when a day is over, is forgotten; until then it is not', async () => {
    const [old, young] = [randomUUID(), randomUUID()];
    await rows.insertMany([
      { _id: `a:${old}`, at: new Date(Date.now() - DAY_MS - 1_000) },
      { _id: `a:${young}`, at: new Date(Date.now() - DAY_MS + 60_000) },
    ]);
    await requests.sweep.run();
    expect([await requests.has('a', old), await requests.has('a', young)]).toEqual([false, true]);
  });
});
