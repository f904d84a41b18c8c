import { randomUUID } from 'node:crypto';
import { defineEvent, type Event } from '@souk/contracts/event';
import { mongo } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { InMemoryKeptMessages } from '../../tests/in-memory-kept-messages.ts';
import { InMemoryResumptions } from '../../tests/in-memory-resumptions.ts';
import { aKeptMessage } from '../../tests/kept-messages-contract.ts';
import { RuleSaysNo } from '../../tests/rule-says-no.ts';
import { currentCause } from '../execution-context.ts';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import { Dispatcher } from './dispatcher.ts';
import type { Delivery } from './event-bus.ts';
import { Insistence } from './insistence.ts';
import { Reactions } from './message.ts';
import { Parking } from './parking.ts';
import { on, type Subscription } from './subscription.ts';
import { Suspects } from './suspects.ts';

const Paid = defineEvent('payment-events', 'payment.paid.v1', z.object({ amount: z.int() }));
const Shipped = defineEvent('order-events', 'order.shipped.v1', z.object({}));

const anEvent = (overrides: object = {}): Event => ({
  specversion: '1.0',
  id: randomUUID(),
  source: '/payment-service',
  type: Paid.type,
  subject: 'order-1',
  time: '2026-01-01T09:00:00.000Z',
  sequence: 3,
  correlationid: 'order-1',
  causationid: 'request-1',
  data: { amount: 5 },
  ...overrides,
});

const { data: _data, ...envelope } = anEvent();

const deliveryOf = (value: unknown): Delivery => ({
  topic: Paid.topic,
  partition: 2,
  offset: '41',
  key: 'order-1',
  value: typeof value === 'string' ? value : JSON.stringify(value),
  assignment: 1,
});

/** A dispatcher, and all that it leaves behind. */
function startWith(subscriptions: readonly Subscription[], isDatabaseReady: () => boolean) {
  const logger = createLogger('test', 'silent');
  const metrics = new Metrics('test');
  const reactions = new Reactions(subscriptions, isDatabaseReady);
  const kept = new InMemoryKeptMessages();
  const insistence = new Insistence();
  const suspects = new Suspects({ resumptions: new InMemoryResumptions(), insistence, logger });
  const parking = new Parking({ kept, reactions, suspects, logger, metrics });
  const dispatcher = new Dispatcher({ reactions, parking, suspects, insistence, logger, metrics });
  return { dispatcher, parking, kept, metrics, insistence, info: vi.spyOn(logger, 'info') };
}

const start = (...subscriptions: Subscription[]) => startWith(subscriptions, () => true);

/** A handler that notes when it was called and fails as often as it is told to. */
function aHandler(failures: (call: number) => Error | null = () => null) {
  const calls: { event: Event; at: number }[] = [];
  const handle = async (event: Event): Promise<void> => {
    calls.push({ event, at: Date.now() });
    const failure = failures(calls.length);
    if (failure !== null) throw failure;
  };
  return { calls, handle, subscription: on(Paid, handle) };
}

const refusal = new Error('It cannot be.');
const unavailable = new mongo.MongoNetworkError('connection 1 closed', {});

beforeEach(() => {
  vi.useFakeTimers({ fakeNodeBuiltins: true });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('Dispatcher', () => {
  it('when it has an event of a type that somebody reacts to, hands it over, parsed', async () => {
    const { calls, subscription } = aHandler();
    const { dispatcher, kept } = start(subscription);
    const event = anEvent();
    await dispatcher.dispatch(deliveryOf({ ...event, data: { amount: 5, addedLater: true }, extension: 1 }));
    expect(calls.map((call) => call.event)).toEqual([event]);
    expect(kept.all).toEqual([]);
  });

  it.each([
    ['pretty', JSON.stringify(anEvent(), null, 2)],
    ['with its data first', JSON.stringify({ data: { amount: 5, type: 'other.thing.v1' }, ...envelope })],
  ])('when the JSON is written %s, finds the type all the same', async (_how, value) => {
    const { calls, subscription } = aHandler();
    await start(subscription).dispatcher.dispatch(deliveryOf(value));
    expect(calls).toHaveLength(1);
  });

  it('when nobody reacts to the type, does nothing, whatever is in it', async () => {
    const { calls, subscription } = aHandler();
    const { dispatcher, kept, metrics, info } = start(subscription);
    await dispatcher.dispatch(deliveryOf({ type: 'order.of-tomorrow.v9' }));
    expect([calls, kept.all, (await metrics.messages.get()).values]).toEqual([[], [], []]);
    expect(info).not.toHaveBeenCalled();
  });

  it.each([
    ['is no JSON', '{"type":"payment.paid.v1"'],
    ['is no object', '7'],
    ['has no type', JSON.stringify({ id: 'x' })],
    ['has no sequence', JSON.stringify(anEvent({ sequence: undefined }))],
    ['has data of another shape', JSON.stringify(anEvent({ data: { amount: 'five' } }))],
  ])('when a message %s, sets it aside at once', async (_what, value) => {
    const { calls, subscription } = aHandler();
    const { dispatcher, kept } = start(subscription);
    await dispatcher.dispatch(deliveryOf(value));
    expect(kept.all).toMatchObject([{ state: 'dead', delivery: deliveryOf(value), attempts: 1 }]);
    expect(calls).toEqual([]);
  });

  it('when a handler fails for a while, tries again after growing pauses', async () => {
    const { calls, subscription } = aHandler((call) => (call < 3 ? refusal : null));
    const { dispatcher, kept } = start(subscription);
    const startedAt = Date.now();
    const dispatched = dispatcher.dispatch(deliveryOf(anEvent()));
    await vi.runAllTimersAsync();
    await dispatched;
    expect(calls.map(({ at }) => at - startedAt)).toEqual([0, 20, 120]);
    expect(kept.all).toEqual([]);
  });

  it('when a handler keeps refusing, parks the message after three tries, and those behind it in its lane untried', async () => {
    const { calls, subscription } = aHandler(() => refusal);
    const { dispatcher, kept } = start(subscription);
    const dispatchAt = async (offset: string, key = 'order-1') => {
      const dispatched = dispatcher.dispatch({ ...deliveryOf(anEvent({ subject: key })), offset, key });
      await vi.runAllTimersAsync();
      await dispatched;
    };
    await dispatchAt('41');
    await dispatchAt('42');
    await dispatchAt('43', 'order-2');
    expect(calls.map(({ event }) => event.subject)).toEqual([
      'order-1',
      'order-1',
      'order-1',
      'order-2',
      'order-2',
      'order-2',
    ]);
    expect(kept.all).toMatchObject([
      { place: 41, lane: 'payment-events:order-1', attempts: 3, lastError: refusal.message },
      { place: 42, lane: 'payment-events:order-1', attempts: 0, lastError: null },
      { place: 43, lane: 'payment-events:order-2', attempts: 3 },
    ]);
  });

  it('when the consumer has joined again, knows what others have parked meanwhile', async () => {
    const { calls, subscription } = aHandler();
    const { dispatcher, parking, kept } = start(subscription);
    await dispatcher.dispatch({ ...deliveryOf(anEvent()), offset: '40' });
    await kept.keep(aKeptMessage('payment-events:order-1', 41));
    await dispatcher.dispatch({ ...deliveryOf(anEvent()), offset: '42', assignment: 2 });
    expect(calls).toHaveLength(1);
    await kept.remove(aKeptMessage('payment-events:order-1', 41));
    await parking.sweep.run();
    await dispatcher.dispatch({ ...deliveryOf(anEvent()), offset: '43', assignment: 2 });
    expect(calls).toHaveLength(3);
  });

  it('while the database is away, tries without end; refusals are counted from then on', async () => {
    let isAway = true;
    const { calls, subscription } = aHandler(() => (isAway ? unavailable : refusal));
    const { dispatcher, kept } = start(subscription);
    const dispatched = dispatcher.dispatch(deliveryOf(anEvent()));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(calls.length).toBeGreaterThan(700);
    expect(kept.all).toEqual([]);
    isAway = false;
    const before = calls.length;
    await vi.runAllTimersAsync();
    await dispatched;
    expect(calls.length - before).toBe(3);
    expect(kept.all).toHaveLength(1);
  });

  it('while a dead letter cannot be stored, keeps it and tries again', async () => {
    const { dispatcher, kept } = start(aHandler().subscription);
    const keep = kept.keep.bind(kept);
    let failures = 0;
    kept.keep = async (message) => {
      if (++failures < 10) throw unavailable;
      await keep(message);
    };
    const dispatched = dispatcher.dispatch(deliveryOf('no event'));
    await vi.runAllTimersAsync();
    await dispatched;
    expect(kept.all).toHaveLength(1);
  });

  it('when stopped, gives up waiting, so that the event is delivered again later', async () => {
    const { calls, subscription } = aHandler(() => unavailable);
    const { dispatcher, kept, insistence } = start(subscription);
    const dispatched = dispatcher.dispatch(deliveryOf(anEvent()));
    const outcome = expect(dispatched).rejects.toThrow('aborted');
    await vi.advanceTimersByTimeAsync(200);
    insistence.stop();
    await outcome;
    expect(calls).toHaveLength(3);
    expect(kept.all).toEqual([]);
  });

  it('when two react to one type, calls both, and both again when one fails', async () => {
    const order: string[] = [];
    let failures = 0;
    const { dispatcher } = start(
      on(Paid, async () => void order.push('first')),
      on(Paid, async () => {
        order.push('second');
        if (++failures === 1) throw refusal;
      }),
      on(Shipped, async () => void order.push('other type')),
    );
    const dispatched = dispatcher.dispatch(deliveryOf(anEvent()));
    await vi.runAllTimersAsync();
    await dispatched;
    expect(order).toEqual(['first', 'second', 'first', 'second']);
  });

  it('when a handler runs, the event is the cause of what it does', async () => {
    const causes: unknown[] = [];
    const { dispatcher } = start(on(Paid, async () => void causes.push(currentCause())));
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const event = anEvent({ correlationid: 'order-9', traceparent });
    await dispatcher.dispatch(deliveryOf(event));
    const message = { id: event.id, topic: Paid.topic, subject: 'order-1', sequence: 3, isRedriven: false };
    expect(causes).toEqual([{ id: event.id, correlationId: 'order-9', traceparent, message }]);
  });

  it('when done with a message, counts it and writes one line about it', async () => {
    const { dispatcher, metrics, info } = start(aHandler().subscription);
    const event = anEvent();
    await dispatcher.dispatch(deliveryOf(event));
    await dispatcher.dispatch(deliveryOf({ ...event, data: null }));
    await dispatcher.dispatch(deliveryOf('no event'));
    const counts = (await metrics.messages.get()).values
      .filter(({ metricName }) => metricName?.endsWith('_count'))
      .map(({ labels, value }) => ({ ...labels, value }));
    expect(counts).toMatchObject([
      { type: Paid.type, outcome: 'handled', value: 1 },
      { type: Paid.type, outcome: 'dead-letter', value: 1 },
      { type: 'unknown', outcome: 'dead-letter', value: 1 },
    ]);
    expect((await metrics.deadLetters.get()).values).toMatchObject([{ value: 2 }]);
    expect(info).toHaveBeenCalledTimes(3);
    expect(info.mock.calls[0]).toMatchObject([
      { eventId: event.id, type: Paid.type, subject: 'order-1', correlationId: 'order-1', outcome: 'handled' },
      'message',
    ]);
  });

  it('when a reaction hangs, parks its message after twenty seconds and goes on; what it does later does no harm', async () => {
    const stuck = Promise.withResolvers<undefined>();
    const { dispatcher, kept } = start(on(Paid, () => stuck.promise));
    const dispatched = dispatcher.dispatch(deliveryOf(anEvent()));
    await vi.advanceTimersByTimeAsync(19_999);
    expect(kept.all).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    await dispatched;
    expect(kept.all).toMatchObject([{ state: 'parked', attempts: 1, reason: 'TookTooLong' }]);
    stuck.resolve(undefined);
  });

  it('when a reaction waits for a database that is away, does not count that as a refusal', async () => {
    const back = Promise.withResolvers<undefined>();
    let isReady = false;
    const { calls, handle } = aHandler();
    // As the driver does, which waits for its server longer than a reaction may take.
    const subscription = on(Paid, async (event) => {
      await back.promise;
      await handle(event);
    });
    const { dispatcher, kept } = startWith([subscription], () => isReady);
    const dispatched = dispatcher.dispatch(deliveryOf(anEvent()));
    await vi.advanceTimersByTimeAsync(90_000);
    isReady = true;
    back.resolve(undefined);
    await dispatched;
    expect(calls.length).toBeGreaterThan(1);
    expect(kept.all).toEqual([]);
  });

  it.each(['invalid', 'unauthenticated', 'forbidden', 'unprocessable'] as const)(
    'when a rule says no because the message is %s, gives it up at once, with the code of the rule',
    async (kind) => {
      const { calls, subscription } = aHandler(() => new RuleSaysNo(kind));
      const { dispatcher, kept } = start(subscription);
      await dispatcher.dispatch(deliveryOf(anEvent()));
      expect(calls).toHaveLength(1);
      expect(kept.all).toMatchObject([{ state: 'dead', attempts: 1, reason: 'test.no' }]);
    },
  );

  it.each(['not-found', 'conflict', 'precondition-failed', 'unavailable'] as const)(
    'when a rule says no for a reason that others may end (%s), parks the message',
    async (kind) => {
      const { calls, subscription } = aHandler(() => new RuleSaysNo(kind));
      const { dispatcher, kept } = start(subscription);
      const dispatched = dispatcher.dispatch(deliveryOf(anEvent()));
      await vi.advanceTimersByTimeAsync(1_000);
      await dispatched;
      expect(calls).toHaveLength(3);
      expect(kept.all).toMatchObject([{ state: 'parked', attempts: 3, reason: 'test.no' }]);
    },
  );
});
