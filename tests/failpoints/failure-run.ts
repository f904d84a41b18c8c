import { cp } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { partOf, type FailureCase, type Passed, type Share } from './cases.ts';
import { Market } from './market.ts';
import { ReadWriteLock } from './read-write-lock.ts';

export type Scenarios = Readonly<Record<string, (market: Market) => Promise<unknown>>>;

/** Scenarios that are not run beforehand, with what they are known to pass. */
export interface Known {
  readonly scenarios: Scenarios;
  readonly passed: readonly Passed[];
}

const NOTHING_KNOWN: Known = { scenarios: {}, passed: [] };

/** What hangs does so for a while, so that those who wait for it notice, before it is killed. */
const HANG_MS = 1_500;
/** A sweep that did not come along during the scenario does so soon after. */
const HIT_WITHIN_MS = 10_000;
/** What fails often may do so minutes apart; others want the process too. */
const HOLD_MS = 15_000;
const TRIES = 3;

/** What `npm run test:failpoints` was told. */
export const SEED = Number(process.env['FAILPOINTS_SEED'] ?? '1');
const shareIn = (variable: string): Share => {
  const [share = 1, of = 1] = (process.env[variable] ?? '1/1').split('/').map(Number);
  return { share, of };
};
export const SHARE = partOf(shareIn('FAILPOINTS_SHARE'), shareIn('FAILPOINTS_PART'));
const LOGS = path.join(import.meta.dirname, `../../.cache/failpoints/${SHARE.share}-of-${SHARE.of}`);

/** A platform whose points have been passed by every scenario while nothing failed. */
export class FailureRun {
  readonly market: Market;
  readonly passed: readonly Passed[];
  /** `<process> <point>`, all there are. */
  readonly points: readonly string[];
  readonly #scenarios: Scenarios;
  /** One case after the other in each process: what kills it would disarm the others' points. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #lock = new ReadWriteLock();

  private constructor(market: Market, scenarios: Scenarios, passed: readonly Passed[], points: readonly string[]) {
    this.market = market;
    this.#scenarios = scenarios;
    this.passed = passed;
    this.points = points;
  }

  static async prepare(scenarios: Scenarios, known: Known = NOTHING_KNOWN): Promise<FailureRun> {
    const market = await Market.open();
    try {
      const passed: Passed[] = [];
      for (const [scenario, run] of Object.entries(scenarios)) {
        const before = await counts(market);
        await run(market);
        for (const [service, after] of await counts(market)) {
          for (const [point, count] of Object.entries(after)) {
            const passes = count - (before.get(service)?.[point] ?? 0);
            if (passes > 0) passed.push({ service, point, scenario, passes });
          }
        }
      }
      const points = [...(await counts(market))].flatMap(([service, all]) =>
        Object.keys(all).map((point) => `${service} ${point}`),
      );
      return new FailureRun(market, { ...scenarios, ...known.scenarios }, [...passed, ...known.passed], points);
    } catch (error) {
      await market.floor.close();
      throw error;
    }
  }

  /** @throws what the scenario throws, or an error when the point was not passed in any of several runs of it. */
  async fail(failure: FailureCase): Promise<void> {
    if (await this.#lock.shared(() => this.#isHit(failure))) return;
    // Not every run passes every point as often: a sweep may find nothing left, and some of it is done once after a start.
    const again = () => this.#isHit({ ...failure, scenario: failure.surest, skip: 0 }, { afterRestart: true });
    for (let tries = 2; tries < TRIES; tries++) if (await this.#lock.shared(again)) return;
    // Or another scenario has met the failure that was for this one: the last run has the platform to itself.
    if (await this.#lock.exclusive(again)) return;
    throw new Error(`${failure.point} of ${failure.service} was not passed in ${TRIES} runs: is it still used?`);
  }

  async keepLogs(): Promise<void> {
    await cp(this.market.floor.platform.logs, LOGS, { recursive: true });
    console.log(`The logs of the platform until now are in ${LOGS}`);
  }

  /** Runs the scenario while the point fails. */
  async #isHit({ service, scenario, surest, ...arming }: FailureCase, { afterRestart = false } = {}): Promise<boolean> {
    const control = this.market.controlOf(service);
    let run: Promise<unknown> = Promise.resolve();
    const wasHit = await this.#inTurn(service, async () => {
      if (afterRestart) await this.market.floor.platform.process(service).crash();
      const { hit, spent } = await control.arm(arming);
      run = this.#scenarios[scenario]?.(this.market) ?? Promise.reject(new Error(`There is no scenario ${scenario}.`));
      const isOver = run.then(() => delay(HIT_WITHIN_MS, false));
      let isHit = false;
      try {
        isHit = await Promise.race([hit, isOver]);
        if (isHit && arming.action === 'hang') {
          await delay(HANG_MS);
          await this.market.floor.platform.process(service).crash();
        }
        if (isHit) await Promise.race([spent, run, delay(HOLD_MS, undefined, { ref: false })]);
      } finally {
        // What was hit is not armed any more: others may have the process while the scenario goes on.
        if (!isHit || arming.times > 1) await control.disarm();
      }
      return isHit;
    });
    await run;
    return wasHit;
  }

  #inTurn<T>(service: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(service) ?? Promise.resolve()).then(work);
    // Whoever comes next waits for it, however it ends; its own caller hears how.
    this.#turns.set(service, Promise.allSettled([turn]));
    return turn;
  }
}

async function counts({ controls }: Market): Promise<ReadonlyMap<string, Readonly<Record<string, number>>>> {
  return new Map(
    await Promise.all([...controls].map(async ([service, control]) => [service, await control.passes()] as const)),
  );
}
