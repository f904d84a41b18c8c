import { eventBusContract } from '@souk/testing/event-bus-contract';
import { describe, expect, it } from 'vitest';
import type { Publication } from './event-bus.ts';
import { InMemoryBroker } from './in-memory-broker.ts';
import { InMemoryEventBus } from './in-memory-event-bus.ts';

eventBusContract('InMemoryEventBus', async () => {
  const broker = new InMemoryBroker();
  return {
    bus: new InMemoryEventBus(broker),
    another: async () => new InMemoryEventBus(broker),
    stop: async () => undefined,
  };
});

const anEvent = (subject: string, sequence: number): Publication => ({
  topic: 'order-events',
  event: {
    specversion: '1.0',
    id: `${subject}-${sequence}`,
    source: '/test',
    type: 'test.happened.v1',
    subject,
    time: '2026-01-01T09:00:00.000Z',
    sequence,
    correlationid: subject,
    causationid: 'test',
    data: null,
  },
});

describe('InMemoryEventBus', () => {
  it('when drained, has handled everything, and what the handlers published as well', async () => {
    const bus = new InMemoryEventBus();
    const handled: string[] = [];
    await bus.consume({
      group: 'test',
      topics: ['order-events'],
      handle: async ({ key }) => {
        await Promise.resolve();
        handled.push(key);
        if (key.length < 4) await bus.publish([anEvent(`${key}a`, 1)]);
      },
    });
    await bus.publish([anEvent('a', 1), anEvent('b', 1)]);
    await bus.drained();
    expect(handled.sort()).toEqual(['a', 'aa', 'aaa', 'aaaa', 'b', 'ba', 'baa', 'baaa']);
    expect(bus.published).toHaveLength(8);
  });

  it('when a handler never takes an event, lets the others work and can still be stopped', async () => {
    const bus = new InMemoryEventBus();
    let refusals = 0;
    const handled = Promise.withResolvers<string>();
    await bus.consume({
      group: 'test',
      topics: ['order-events'],
      handle: async ({ key }) => {
        if (key === 'refused') throw new Error(`Refused ${++refusals} times.`);
        handled.resolve(key);
      },
    });
    await bus.publish([anEvent('refused', 1), anEvent('taken', 1)]);
    expect(await handled.promise).toBe('taken');
    await expect.poll(() => refusals).toBeGreaterThan(2);
    await bus.close();
    const before = refusals;
    await new Promise((turn) => setImmediate(turn));
    expect(refusals).toBe(before);
  });
});
