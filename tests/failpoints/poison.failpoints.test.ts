import { afterAll, afterEach, describe, it } from 'vitest';
import { casesOf } from './cases.ts';
import { FailureRun, SEED, SHARE } from './failure-run.ts';
import { POISON } from './scenarios/poison.ts';

const WITHIN = { timeout: 900_000 };

const run = await FailureRun.prepare(POISON);
const keeping = run.passed.filter(({ point }) => /^(kept-messages\.|on message\.)/.test(point));

afterEach(async ({ task: { result } }) => {
  if (result?.state === 'fail') await run.keepLogs();
});

afterAll(() => run.market.floor.close());

describe.concurrent('what nobody can read is kept, whatever fails', () => {
  it.each(casesOf(keeping, SEED, SHARE))(
    '$scenario, when $service is made to $action at $point (pass $skip, $times times)',
    WITHIN,
    (failure) => run.fail(failure),
  );
});
