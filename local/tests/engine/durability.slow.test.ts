import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEngine, type EngineChild } from '../../src/engine/start-engine.ts';

const KILLS = 6;
const WRITERS = 8;
const WRITES_BEFORE_KILL = 400;

let dir: string;
let engine: EngineChild | undefined;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-durability-'));
});

afterEach(async () => {
  await engine?.kill();
  await rm(dir, { recursive: true });
});

interface Entry {
  readonly _id: string;
}

interface Counter {
  readonly _id: number;
  readonly count: number;
}

async function open(uri: string) {
  const client = await mongoose.mongo.MongoClient.connect(uri, { serverSelectionTimeoutMS: 500 });
  const db = client.db('ledger');
  return { client, db, entries: db.collection<Entry>('entries'), counters: db.collection<Counter>('counters') };
}

/** While a connection was in use, or before there was another one. */
const isGone = (error: unknown): boolean =>
  error instanceof mongoose.mongo.MongoNetworkError || error instanceof mongoose.mongo.MongoServerSelectionError;

it(`loses no acknowledged insert or update through ${KILLS} times kill -9 under concurrent writes`, async () => {
  const entered = new Set<string>();
  const counted = new Map<number, number>();

  for (let round = 0; round < KILLS; round += 1) {
    const running = await startEngine({ dir });
    engine = running;
    const { client, entries, counters } = await open(running.uri);
    let acknowledged = 0;
    let killed: Promise<void> | undefined;
    const write = async (writer: number) => {
      for (let n = 0; killed === undefined; n += 1) {
        const _id = `${round}-${writer}-${n}`;
        await entries.insertOne({ _id });
        entered.add(_id);
        await counters.updateOne({ _id: writer }, { $inc: { count: 1 } }, { upsert: true });
        counted.set(writer, (counted.get(writer) ?? 0) + 1);
        acknowledged += 1;
        if (acknowledged === WRITES_BEFORE_KILL) killed = running.kill();
      }
    };
    const ends = await Promise.allSettled(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    await killed;
    await client.close();
    expect(running.process.signalCode).toBe('SIGKILL');
    for (const end of ends) {
      if (end.status === 'rejected') expect(isGone(end.reason)).toBe(true);
    }

    engine = await startEngine({ dir });
    const after = await open(engine.uri);
    const present = new Set(await after.entries.distinct('_id'));
    expect([...entered].filter((id) => !present.has(id))).toEqual([]);
    for (const { _id: writer, count } of await after.counters.find().toArray()) {
      const known = counted.get(writer) ?? 0;
      // The one update that was in progress may have been done without an answer.
      expect([known, known + 1]).toContain(count);
      counted.set(writer, count);
    }
    expect(await after.db.command({ validate: 'entries', full: true })).toMatchObject({ valid: true });
    await after.client.close();
    await engine.stop();
  }
  expect(entered.size).toBeGreaterThanOrEqual(KILLS * WRITES_BEFORE_KILL);
});
