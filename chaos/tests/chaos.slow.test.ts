import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runChaos } from '../src/chaos.ts';
import { readHistory } from '../src/history/history-file.ts';

let dir = '';

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-chaos-test-'));
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

it(
  'when processes are killed while people shop, nothing is broken in the end, and everything was written down',
  { timeout: 600_000 },
  async () => {
    const options = {
      dir,
      minutes: 0.25,
      seed: 'test',
      clients: 24,
      leastOrders: 5,
      settleWithinMs: 180_000,
      onProgress: () => undefined,
    };
    const { verdicts, harm, orders, requests } = await runChaos(options);
    expect(verdicts.flatMap(({ violations }) => violations)).toEqual([]);
    expect(harm.kills).toBeGreaterThanOrEqual(3);
    expect(orders.size).toBeGreaterThan(0);
    expect(await readHistory(path.join(dir, 'history.jsonl'))).toHaveLength(requests);
  },
);
