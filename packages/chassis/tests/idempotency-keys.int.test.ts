import { randomUUID } from 'node:crypto';
import { Money } from '@souk/kernel/money';
import type { mongo } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { IdempotencyKeys } from '../src/http/idempotency.ts';
import { created, type Reply } from '../src/http/route.ts';
import { createLogger } from '../src/logger.ts';
import { startLocalDatabase, type LocalDatabase } from './local-database.ts';

const logger = createLogger('test', 'silent');
let local: LocalDatabase;
let rows: mongo.Collection;
let keys: IdempotencyKeys;

beforeAll(async () => {
  local = await startLocalDatabase();
});

beforeEach(() => {
  const name = `idempotency-keys-${randomUUID()}`;
  rows = local.database.collection(name);
  keys = new IdempotencyKeys(local.database.collection(name), logger);
});

afterAll(() => local.stop());

const SCOPE = 'post /v1/things customer-1';
const BODY = { name: 'tea' };
const forever = () => new Promise<Reply>(() => undefined);

/** Work that counts how often it was done. */
function someWork(reply: Reply = { status: 201, body: { id: 'thing-1' } }) {
  const work = { times: 0, do: async () => (work.times++, reply) };
  return work;
}

const problemOf = (outcome: Promise<Reply>) =>
  outcome.then(
    () => expect.unreachable('It should have been refused.'),
    (error: unknown) => error,
  );

/** Starts a run that never ends, and makes it this old. */
async function startRun(key: string, ageMs: number): Promise<void> {
  void keys.once(SCOPE, key, BODY, forever);
  await expect.poll(() => rows.countDocuments()).toBe(1);
  await rows.updateOne({}, { $set: { startedAt: new Date(Date.now() - ageMs) } });
}

describe('IdempotencyKeys', () => {
  it('when a key comes again with the same request, gives the first reply and does nothing', async () => {
    const work = someWork();
    const first = await keys.once(SCOPE, 'key', BODY, work.do);
    expect(await keys.once(SCOPE, 'key', BODY, work.do)).toEqual(first);
    expect(work.times).toBe(1);
  });

  it('when the reply holds more than plain values, gives the same bytes again', async () => {
    const body = { total: Money.of(5, 'EUR'), note: undefined, at: new Date(0), $odd: 1, 'a.b': [undefined] };
    const { do: work } = someWork(created('/v1/things/1', body));
    const first = await keys.once(SCOPE, 'key', BODY, work);
    const again = await keys.once(SCOPE, 'key', BODY, work);
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
  });

  it.each([
    ['another key', SCOPE, 'other-key'],
    ['another caller or route', 'post /v1/things customer-2', 'key'],
  ])('when it is %s, is another request', async (_what, scope, key) => {
    const work = someWork();
    await keys.once(SCOPE, 'key', BODY, work.do);
    await keys.once(scope, key, BODY, work.do);
    expect(work.times).toBe(2);
  });

  it('when a key comes again with another request, refuses with 422', async () => {
    const work = someWork();
    await keys.once(SCOPE, 'key', BODY, work.do);
    const refusal = await problemOf(keys.once(SCOPE, 'key', { name: 'coffee' }, work.do));
    expect(refusal).toMatchObject({ problem: { status: 422, code: 'idempotency.key-reused' } });
    expect(work.times).toBe(1);
  });

  it('when the first request still runs, refuses with 409 and says when to come again', async () => {
    await startRun('key', 5_000);
    const work = someWork();
    expect(await problemOf(keys.once(SCOPE, 'key', BODY, work.do))).toMatchObject({
      problem: { status: 409, code: 'idempotency.still-running' },
      headers: { 'retry-after': '1' },
    });
    expect(work.times).toBe(0);
  });

  it('when twenty come at once, works once', async () => {
    const work = someWork();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => keys.once(SCOPE, 'key', BODY, work.do)));
    expect(work.times).toBe(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') expect(outcome.value).toEqual({ status: 201, body: { id: 'thing-1' } });
      else expect(outcome.reason).toMatchObject({ problem: { status: 409 } });
    }
  });

  it('when a request fails, leaves nothing behind, so that it may be tried again', async () => {
    const failure = new Error('The carts are away.');
    await expect(keys.once(SCOPE, 'key', BODY, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await rows.countDocuments()).toBe(0);
    const work = someWork();
    await keys.once(SCOPE, 'key', { name: 'another body' }, work.do);
    expect(work.times).toBe(1);
  });

  /** Keys whose rows lose the connection at one call of a method. */
  const losing = (method: string, call: number) => {
    let calls = 0;
    const losing = new Proxy(rows, {
      get: (target, property): unknown => {
        if (property === method && ++calls === call) throw new Error('The connection is lost.');
        return Reflect.get(target, property, target);
      },
    });
    return new IdempotencyKeys(losing as unknown as ConstructorParameters<typeof IdempotencyKeys>[0], logger);
  };

  it('when the reply cannot be kept, does not let the work be done again', async () => {
    const work = someWork();
    const outcome = losing('bulkWrite', 2).once(SCOPE, 'key', BODY, work.do);
    await expect(outcome).rejects.toThrow('The connection is lost.');
    expect(await problemOf(keys.once(SCOPE, 'key', BODY, work.do))).toMatchObject({ problem: { status: 409 } });
    expect(work.times).toBe(1);
  });

  it('when a request fails and its key cannot be given up, says why the request failed', async () => {
    const failure = new Error('The carts are away.');
    const outcome = losing('deleteOne', 1).once(SCOPE, 'key', BODY, () => Promise.reject(failure));
    await expect(outcome).rejects.toBe(failure);
    expect(await rows.countDocuments()).toBe(1);
  });

  it('when a run was cut off by a crash, lets one request take over', async () => {
    await startRun('key', 11_000);
    const work = someWork();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => keys.once(SCOPE, 'key', BODY, work.do)));
    expect(work.times).toBe(1);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).not.toHaveLength(0);
    expect(await keys.once(SCOPE, 'key', BODY, work.do)).toEqual({ status: 201, body: { id: 'thing-1' } });
    expect(work.times).toBe(1);
  });

  it('when a run was cut off by a crash, is not taken over by another request', async () => {
    await startRun('key', 11_000);
    const refusal = await problemOf(keys.once(SCOPE, 'key', { name: 'coffee' }, someWork().do));
    expect(refusal).toMatchObject({ problem: { status: 422 } });
  });

  it('when a run goes on for long, lets nobody take over; when it hangs, one in the end', async () => {
    const times = { abandonedAfterMs: 400, signEveryMs: 50, longestRunMs: 1_000 };
    const impatient = new IdempotencyKeys(local.database.collection(rows.collectionName), logger, times);
    const startedAt = performance.now();
    void impatient.once(SCOPE, 'key', BODY, forever);
    await expect.poll(() => rows.countDocuments()).toBe(1);
    const work = someWork();
    await expect.poll(() => impatient.once(SCOPE, 'key', BODY, work.do)).toMatchObject({ status: 201 });
    expect(performance.now() - startedAt).toBeGreaterThan(times.longestRunMs);
    expect(work.times).toBe(1);
  });

  it('when a reply is a day old, is forgotten by the sweep; a younger one is not', async () => {
    const work = someWork();
    for (const key of ['old', 'young']) await keys.once(SCOPE, key, BODY, work.do);
    const [old] = await rows.find().sort({ startedAt: 1 }).toArray();
    await rows.updateOne({ _id: old!._id }, { $set: { startedAt: new Date(Date.now() - 86_401_000) } });
    await keys.sweep.run();
    await keys.once(SCOPE, 'young', BODY, work.do);
    expect(work.times).toBe(2);
    await keys.once(SCOPE, 'old', BODY, work.do);
    expect(work.times).toBe(3);
  });
});
