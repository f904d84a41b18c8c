import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InMemoryKeptMessages } from '../../tests/in-memory-kept-messages.ts';
import { aKeptMessage } from '../../tests/kept-messages-contract.ts';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import type { PartitionLag } from './event-bus.ts';
import { EventLag, LagIsUnknown } from './event-lag.ts';

const partition = (number: number, lag: number): PartitionLag => ({
  topic: 'order-events',
  partition: number,
  committed: 40,
  end: 40 + lag,
  lag,
});

/** A service that is 3 and 4 events behind and keeps one event of each kind. */
async function aServiceBehind() {
  const kept = new InMemoryKeptMessages();
  await kept.keep(aKeptMessage('order-events:a', 1, { keptAt: new Date(Date.now() - 90_000) }));
  await kept.keep(aKeptMessage('order-events:b', 2, { state: 'dead' }));
  const lagOf = vi.fn(async (): Promise<PartitionLag[]> => [partition(0, 3), partition(1, 4)]);
  const metrics = new Metrics('test');
  const lag = new EventLag({ bus: { lagOf }, kept, group: 'test', topics: ['order-events'] });
  const logger = createLogger('test', 'silent');
  const shown = async () => {
    await lag.show(metrics, logger);
    const lines = (await metrics.registry.metrics()).split('\n');
    return lines.filter((line) => /^(events_lag|kept_messages|oldest_parked)/.test(line));
  };
  return { lag, lagOf, shown, warn: vi.spyOn(logger, 'warn') };
}

beforeEach(() => vi.useFakeTimers({ fakeNodeBuiltins: true }));
afterEach(() => vi.useRealTimers());

describe('EventLag', () => {
  it('when asked, says how much is to be handled and kept, as gauges too', async () => {
    const { lag, shown } = await aServiceBehind();
    expect(await lag.read()).toMatchObject({
      lag: 7,
      parked: 1,
      dead: 1,
      oldestParkedAt: new Date(Date.now() - 90_000),
    });
    expect(await shown()).toEqual([
      'events_lag{topic="order-events",partition="0",service="test"} 3',
      'events_lag{topic="order-events",partition="1",service="test"} 4',
      'kept_messages{state="parked",service="test"} 1',
      'kept_messages{state="dead",service="test"} 1',
      'oldest_parked_seconds{service="test"} 90',
    ]);
  });

  it('when asked often, asks the broker once in five seconds', async () => {
    const { lag, lagOf } = await aServiceBehind();
    await Promise.all([lag.read(), lag.read()]);
    await vi.advanceTimersByTimeAsync(4_900);
    await lag.read();
    expect(lagOf).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(200);
    await lag.read();
    expect(lagOf).toHaveBeenCalledTimes(2);
  });

  it('when the broker fails, says that it does not know, shows nothing, and asks again the next time', async () => {
    const { lag, lagOf, shown, warn } = await aServiceBehind();
    await shown();
    await vi.advanceTimersByTimeAsync(6_000);
    lagOf.mockRejectedValueOnce(new Error('ECONNREFUSED')).mockRejectedValueOnce(new Error('ECONNREFUSED'));
    await expect(lag.read()).rejects.toThrow(LagIsUnknown);
    expect(await shown()).toEqual([]);
    expect(warn).toHaveBeenCalledOnce();
    expect(await shown()).toHaveLength(5);
  });

  it('when the broker does not answer, is not waited for', async () => {
    const { lag, lagOf } = await aServiceBehind();
    lagOf.mockReturnValueOnce(new Promise(() => undefined));
    const refused = expect(lag.read()).rejects.toThrow(LagIsUnknown);
    await vi.advanceTimersByTimeAsync(3_000);
    await refused;
    expect(await lag.read()).toMatchObject({ lag: 7 });
  });
});
