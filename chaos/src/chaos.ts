import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { NO_LIMITS } from '@souk/local/no-limits';
import { Platform } from '@souk/local/platform';
import { readEvidence, type Addresses } from './evidence/read-evidence.ts';
import type { Evidence } from './evidence.ts';
import { Harm, type HarmDone } from './harm/harm.ts';
import { drawHarm } from './harm/harm-plan.ts';
import { HistoryFile, readHistory } from './history/history-file.ts';
import { Admin } from './load/admin.ts';
import { Bank } from './load/bank.ts';
import { Client } from './load/client.ts';
import { Crowd } from './load/crowd.ts';
import { SeededRandom } from './load/seeded-random.ts';
import { fillShelf } from './load/shelf.ts';
import { Judge, type Verdict } from './verdict.ts';

export interface ChaosOptions {
  /** Holds data, logs, the history and what was done. */
  readonly dir: string;
  readonly minutes: number;
  readonly seed: string;
  readonly clients: number;
  /** It goes on for so many orders when time is over and there are fewer: a slow machine may not get to any. */
  readonly leastOrders?: number;
  /** How long what is to hold eventually may take once all harm has ended. */
  readonly settleWithinMs: number;
  /** Told now and then how far it is. */
  readonly onProgress: (sentence: string) => void;
}

export interface ChaosOutcome {
  readonly verdicts: readonly Verdict[];
  readonly harm: HarmDone;
  readonly visits: number;
  /** How often it was judged while all of that went on. */
  readonly readings: number;
  /** From the end of all harm to the verdict. */
  readonly settledAfterMs: number;
  readonly requests: number;
  /** How many orders ended how. */
  readonly orders: ReadonlyMap<string, number>;
  readonly kept: number;
}

const PROGRESS_EVERY_MS = 30_000;
const WATCH_EVERY_MS = 8_000;
const PUT_OFF_MS = 2_000;

/** Lets people shop on a platform of its own while everything is killed, stopped and lied to; then heals it, and judges. */
export async function runChaos(options: ChaosOptions): Promise<ChaosOutcome> {
  const { dir, onProgress } = options;
  const diary = createWriteStream(path.join(dir, 'chaos.log'));
  const note = (sentence: string) => diary.write(`${new Date().toISOString()} ${sentence}\n`);
  const platform = await Platform.start({ dir, environment: NO_LIMITS, onNews: note });
  try {
    const file = path.join(dir, 'history.jsonl');
    const judge = new Judge();
    const shopping = harmWhileShopping(platform, options, file, note);
    const readings = await watch(platform, judge, note, Promise.allSettled([shopping]));
    const { harm, visits } = await shopping;
    onProgress('everything is healed; judging');
    note('healed');
    const read = () => readEvidence(addressesOf(platform), () => readHistory(file));
    const healedAt = Date.now();
    const verdicts = await judge.judgeUntilSettled(read, options.settleWithinMs);
    const settledAfterMs = Date.now() - healedAt;
    return { verdicts, harm, visits, readings, settledAfterMs, ...countsOf(await read()) };
  } finally {
    await platform.stop();
    diary.end();
  }
}

const addressesOf = ({ ports, sandboxUrl }: Platform): Addresses => ({
  databaseUri: `mongodb://127.0.0.1:${ports.engine}/?directConnection=true`,
  brokers: [`127.0.0.1:${ports.broker}`],
  sandboxUrl,
});

/**
 * Looks now and then, in the middle of it all, for what must always hold. Without the history, which is not complete yet.
 *
 * @returns how often it could be looked: what is to be read may be down.
 */
async function watch(
  platform: Platform,
  judge: Judge,
  note: (sentence: string) => void,
  over: Promise<unknown>,
): Promise<number> {
  const isOver = over.then(() => true);
  let readings = 0;
  for (;;) {
    if (await Promise.race([isOver, delay(WATCH_EVERY_MS, false, { ref: false })])) return readings;
    try {
      judge.judge(await readEvidence(addressesOf(platform)));
      readings++;
    } catch (error) {
      note(`could not be judged now: ${String(error)}`);
    }
  }
}

async function harmWhileShopping(
  platform: Platform,
  { minutes, seed, clients, leastOrders = 0, onProgress }: ChaosOptions,
  file: string,
  note: (sentence: string) => void,
): Promise<{ readonly harm: HarmDone; readonly visits: number }> {
  const { url } = platform;
  const history = new HistoryFile(file);
  const shelf = await fillShelf(url);
  let until = Date.now() + minutes * 60_000;
  const record = history.add.bind(history);
  const skus = shelf.map(({ sku }) => sku);
  const crowd = new Crowd();
  const bank = new Bank(platform.sandboxUrl);
  const people = Array.from({ length: clients }, (_, number) => {
    return new Client({
      ...{ url, seed, number, skus, crowd, bank, record },
      get until() {
        return until;
      },
    });
  });
  const strokes = drawHarm(new SeededRandom(seed, 'harm'), minutes);
  const harm = new Harm({ platform, strokes, onNews: note });
  const progress = setInterval(() => {
    onProgress(`${Math.max(0, Math.ceil((until - Date.now()) / 1000))} s to go`);
  }, PROGRESS_EVERY_MS);
  const shopping = Promise.all(people.map((client) => client.shop()));
  const working = new Admin({ url, seed, shelf, bank, record, until }).work();
  harm.begin();
  try {
    for (let left = until - Date.now(); left > 0; left = until - Date.now()) {
      await delay(left);
      if (crowd.orders < leastOrders) until = Date.now() + PUT_OFF_MS;
    }
    const done = await harm.heal();
    return { harm: done, visits: (await shopping).reduce((sum, count) => sum + count, 0) };
  } finally {
    clearInterval(progress);
    await Promise.all([shopping, working]);
    await history.close();
  }
}

function countsOf({ orders, kept, history }: Evidence): Pick<ChaosOutcome, 'orders' | 'kept' | 'requests'> {
  const ends = Map.groupBy(orders, ({ status, paymentStatus, cancelledBecause }) =>
    [status, cancelledBecause, paymentStatus].filter((word) => word !== null).join(', '),
  );
  return {
    orders: new Map([...ends].map(([end, { length }]) => [end, length])),
    kept: kept.length,
    requests: history.length,
  };
}
