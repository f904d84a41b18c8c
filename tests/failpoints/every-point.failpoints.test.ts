import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { casesOf } from './cases.ts';
import { FailureRun, SEED, SHARE } from './failure-run.ts';
import { InvariantsCheck, lookAt, lookUntilSettled } from './invariants-check.ts';
import { anywhere, isExcused, NOT_PASSED } from './not-passed.ts';
import { INTERRUPTIONS } from './scenarios/interruptions.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';

/** What was cut off may have to wait until others take it up, twice if the process dies again; and for its turn. */
const WITHIN = { timeout: 900_000 };
const SETTLED_WITHIN_MS = 180_000;

const run = await FailureRun.prepare(SCENARIOS, INTERRUPTIONS);
const { floor } = run.market;
const invariants = new InvariantsCheck(lookAt(floor));

afterEach(async ({ task: { result } }) => {
  if (result?.state === 'fail') await run.keepLogs();
});

afterAll(() => floor.close());

describe('the points', () => {
  it('are all passed by a scenario, or it is said why not', () => {
    const passed = new Set(run.passed.map(({ service, point }) => `${service} ${point}`));
    expect(run.points.filter((point) => !passed.has(point) && !isExcused(point))).toEqual([]);
  });

  it('that are excused exist, as do those known to be passed', () => {
    const points = new Set(run.points.flatMap((point) => [point, anywhere(point)]));
    const known = INTERRUPTIONS.passed.map(({ service, point }) => `${service} ${point}`);
    expect([...Object.keys(NOT_PASSED), ...known].filter((point) => !points.has(point))).toEqual([]);
  });
});

describe.concurrent('what people do ends well, and breaks no invariant', () => {
  const passed = run.passed.filter(({ service, point }) => !isExcused(`${service} ${point}`));

  it.each(casesOf(passed, SEED, SHARE))(
    '$scenario, when $service is made to $action at $point (pass $skip, $times times)',
    WITHIN,
    async (failure) => {
      await run.fail(failure);
      await invariants.settled();
    },
  );
});

it('what all of it leaves behind breaks no invariant', WITHIN, async () => {
  await floor.ready();
  expect([...(await lookUntilSettled(floor, SETTLED_WITHIN_MS))]).toEqual([]);
});
