import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RowsFailed } from '@souk/kernel/each-on-its-own';
import { currentCause } from './execution-context.ts';
import { createLogger } from './logger.ts';
import { Metrics } from './metrics.ts';
import { startSweep } from './sweep.ts';

const logger = createLogger('test', 'silent');
const tools = { logger, metrics: new Metrics('test') };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A sweep whose runs end when they are told to. */
function aSlowSweep() {
  const runs: PromiseWithResolvers<undefined>[] = [];
  const run = async () => {
    const ends = Promise.withResolvers<undefined>();
    runs.push(ends);
    await ends.promise;
  };
  return { runs, sweep: { name: 'slow', every: 1_000, run } };
}

describe('startSweep', () => {
  it('when started, runs at once and then at its pace', async () => {
    const run = vi.fn(async () => undefined);
    const { stop } = startSweep({ name: 'quick', every: 1_000, run }, tools);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(999);
    expect(run).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2_001);
    expect(run).toHaveBeenCalledTimes(4);
    await stop();
  });

  it('when a run takes longer than its pace, never runs twice at once, and pauses after it', async () => {
    const { runs, sweep } = aSlowSweep();
    const { stop } = startSweep(sweep, tools);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(runs).toHaveLength(1);
    runs[0]!.resolve(undefined);
    await vi.advanceTimersByTimeAsync(999);
    expect(runs).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(runs).toHaveLength(2);
    runs[1]!.resolve(undefined);
    await stop();
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('The database is away.'))],
    [
      'throws',
      (): Promise<void> => {
        throw new Error('The database is away.');
      },
    ],
  ])('when a run %s, says so and runs again at its next turn', async (_how, run) => {
    const warn = vi.spyOn(logger, 'warn');
    const failing = vi.fn(run);
    const { stop } = startSweep({ name: 'failing', every: 1_000, run: failing }, tools);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(failing).toHaveBeenCalledTimes(3);
    expect(warn).toHaveBeenCalledTimes(3);
    expect(warn.mock.calls[0]?.[0]).toMatchObject({ sweep: 'failing', err: { message: 'The database is away.' } });
    await stop();
  });

  it('when a run hangs, says so after five minutes and goes on with the next one', async () => {
    const warn = vi.spyOn(logger, 'warn');
    const { runs, sweep } = aSlowSweep();
    const { stop } = startSweep(sweep, tools);
    await vi.advanceTimersByTimeAsync(5 * 60_000 - 1);
    expect(runs).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1_001);
    expect(runs).toHaveLength(2);
    expect(warn.mock.calls[0]?.[0]).toMatchObject({ sweep: 'slow', err: { name: 'TookTooLong' } });
    runs[1]!.resolve(undefined);
    await stop();
  });

  it('when rows of a run fail, names them, ten at most, and counts them all', async () => {
    const warn = vi.spyOn(logger, 'warn');
    const failures = Array.from({ length: 12 }, (_, row) => ({ row: `row ${row}`, error: new Error('poison') }));
    const run = () => Promise.reject(new RowsFailed(failures, 20));
    const { stop } = startSweep({ name: 'rows', every: 1_000, run }, tools);
    await stop();
    expect(warn.mock.calls.slice(1).map(([fields]) => fields)).toEqual(
      failures.slice(0, 10).map(({ row, error }) => ({ sweep: 'rows', row, err: error })),
    );
    const { values } = await tools.metrics.failedSweepRows.get();
    expect(values).toMatchObject([{ value: 12, labels: { sweep: 'rows' } }]);
  });

  it('when stopped during a run, waits for its end and runs no more', async () => {
    const { runs, sweep } = aSlowSweep();
    const { stop } = startSweep(sweep, tools);
    let isStopped = false;
    const stopped = stop().then(() => (isStopped = true));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(isStopped).toBe(false);
    runs[0]!.resolve(undefined);
    await stopped;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(runs).toHaveLength(1);
  });

  it('when stopped between runs, runs no more', async () => {
    const run = vi.fn(async () => undefined);
    const { stop } = startSweep({ name: 'quick', every: 1_000, run }, tools);
    await vi.advanceTimersByTimeAsync(500);
    await stop();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('when it runs, is the cause of what it does', async () => {
    const causes: unknown[] = [];
    const run = async () => void causes.push(currentCause());
    const { stop } = startSweep({ name: 'deadlines', every: 1_000, run }, tools);
    await stop();
    expect(causes).toEqual([{ id: 'sweep:deadlines', correlationId: null, traceparent: null, message: null }]);
  });
});
