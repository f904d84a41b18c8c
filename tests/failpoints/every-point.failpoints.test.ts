import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { readEvidence } from '../../chaos/src/evidence/read-evidence.ts';
import { judgeUntilSettled } from '../../chaos/src/verdict.ts';
import { casesOf } from './cases.ts';
import { FailureRun, SEED, SHARE } from './failure-run.ts';
import { AFTER_A_STOP, anywhere, isExcused, NOT_PASSED, PASSED_AT_STOP } from './not-passed.ts';
import { SCENARIOS } from './scenarios/scenarios.ts';

/** A request that was cut off may have to wait for a minute, twice if the process dies again; and for its turn. */
const WITHIN = { timeout: 900_000 };
const SETTLED_WITHIN_MS = 180_000;

const run = await FailureRun.prepare(SCENARIOS);

afterEach(async ({ task: { result } }) => {
  if (result?.state === 'fail') await run.keepLogs();
});

afterAll(() => run.market.floor.close());

describe('the points', () => {
  it('are all passed by a scenario, or it is said why not', () => {
    const passed = new Set(run.passed.map(({ service, point }) => `${service} ${point}`));
    expect(run.points.filter((point) => !passed.has(point) && !isExcused(point))).toEqual([]);
  });

  it('that are excused exist', () => {
    const known = new Set(run.points.flatMap((point) => [point, anywhere(point)]));
    expect(Object.keys(NOT_PASSED).filter((point) => !known.has(point))).toEqual([]);
  });
});

describe.concurrent('what people do ends well', () => {
  const counted = run.passed.filter(
    ({ service, point, scenario }) => scenario !== AFTER_A_STOP && !isExcused(`${service} ${point}`),
  );
  const passed = [...counted, ...PASSED_AT_STOP];

  it.each(casesOf(passed, SEED, SHARE))(
    '$scenario, when $service is made to $action at $point (pass $skip, $times times)',
    WITHIN,
    (failure) => run.fail(failure),
  );
});

it('what all of it leaves behind breaks no invariant', WITHIN, async () => {
  const { floor } = run.market;
  await floor.ready();
  const { sandboxUrl, ports } = floor.platform;
  const addresses = { databaseUri: floor.databaseUri, brokers: [`127.0.0.1:${ports.broker}`], sandboxUrl };
  const verdicts = await judgeUntilSettled(() => readEvidence(addresses), SETTLED_WITHIN_MS);
  const broken = verdicts.flatMap(({ invariant: { number, statement }, violations }) =>
    violations.map((violation) => `${number}. ${statement}: ${violation}`),
  );
  expect(broken).toEqual([]);
});
