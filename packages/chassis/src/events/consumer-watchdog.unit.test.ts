import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../logger.ts';
import { ConsumerIsSilent, ConsumerWatchdog } from './consumer-watchdog.ts';

const SILENT_AFTER_MS = 90_000;

/** A watchdog over a consumer that says nothing unless the test says so. */
function aWatchdog({ isBrokerThere = true } = {}) {
  const broker = { isThere: isBrokerThere };
  const replacedAt: number[] = [];
  const startedAt = Date.now();
  const secondsNow = () => Math.round((Date.now() - startedAt) / 1000);
  const replace = vi.fn(async () => void replacedAt.push(secondsNow()));
  const giveUp = vi.fn();
  const watchdog = new ConsumerWatchdog({
    group: 'test',
    silentAfterMs: SILENT_AFTER_MS,
    isBrokerThere: async () => broker.isThere,
    replace,
    giveUp,
    logger: createLogger('test', 'silent'),
  });
  watchdog.start();
  return { watchdog, broker, replace, replacedAt, giveUp, secondsNow };
}

const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('ConsumerWatchdog', () => {
  it('while the consumer is heard now and then, does nothing', async () => {
    const { watchdog, replace } = aWatchdog();
    for (let times = 0; times < 20; times++) {
      await pass(80);
      watchdog.hear();
    }
    expect(watchdog.isSilent).toBe(false);
    expect(replace).not.toHaveBeenCalled();
  });

  it('when the consumer is silent, has it replaced; when its successor is heard, all is well', async () => {
    const { watchdog, replacedAt, giveUp } = aWatchdog();
    await pass(100);
    expect(watchdog.isSilent).toBe(true);
    expect(replacedAt).toEqual([99]);
    watchdog.hear();
    expect(watchdog.isSilent).toBe(false);
    for (let times = 0; times < 5; times++) {
      await pass(150);
      watchdog.hear();
    }
    expect(replacedAt).toHaveLength(6);
    expect(giveUp).not.toHaveBeenCalled();
  });

  it('when its successors are silent too, gives up within a bounded time, once, and says what to do', async () => {
    const { replacedAt, giveUp } = aWatchdog();
    await pass(1_000);
    expect(replacedAt).toEqual([99, 189]);
    expect(giveUp).toHaveBeenCalledExactlyOnceWith(expect.any(ConsumerIsSilent));
    expect(String(giveUp.mock.calls[0]?.[0])).toMatch(/heard nothing .* for 279 s.*supervisor/);
  });

  it('while the broker does not answer, is silent and waits; when it does again, has the consumer replaced', async () => {
    const { watchdog, broker, replacedAt, giveUp } = aWatchdog({ isBrokerThere: false });
    await pass(3_600);
    expect([watchdog.isSilent, replacedAt]).toEqual([true, []]);
    broker.isThere = true;
    await pass(10);
    expect(replacedAt).toHaveLength(1);
    expect(giveUp).not.toHaveBeenCalled();
  });

  it('when the successor cannot start, counts that as silence', async () => {
    const { replace, giveUp } = aWatchdog();
    replace.mockRejectedValue(new Error('The broker refuses it.'));
    await pass(1_000);
    expect(replace).toHaveBeenCalledTimes(2);
    expect(giveUp).toHaveBeenCalledOnce();
  });

  it('when stopped, looks no more', async () => {
    const { watchdog, replace } = aWatchdog();
    watchdog.stop();
    await pass(1_000);
    expect(replace).not.toHaveBeenCalled();
  });
});
