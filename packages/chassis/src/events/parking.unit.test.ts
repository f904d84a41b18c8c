import { randomUUID } from 'node:crypto';
import { defineEvent } from '@souk/contracts/event';
import { mongo } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { InMemoryKeptMessages } from '../../tests/in-memory-kept-messages.ts';
import { RuleSaysNo } from '../../tests/rule-says-no.ts';
import { createLogger } from '../logger.ts';
import { Metrics } from '../metrics.ts';
import { TookTooLong } from '../within.ts';
import { messageOf, Reactions, type Message } from './message.ts';
import { Parking } from './parking.ts';
import { on } from './subscription.ts';

const Paid = defineEvent('payment-events', 'payment.paid.v1', z.object({ amount: z.int() }));

/** The n-th message about an order. */
function aMessage(subject: string, sequence: number, data: object = { amount: 5 }): Message {
  const event = {
    specversion: '1.0',
    id: randomUUID(),
    source: '/payment-service',
    type: Paid.type,
    subject,
    time: '2026-01-01T09:00:00.000Z',
    sequence,
    correlationid: subject,
    causationid: 'request-1',
    data,
  };
  // All are in one partition, where a sequence number is as good as an offset.
  const place = { topic: Paid.topic, partition: 0, offset: String(sequence), key: subject, assignment: 1 };
  return messageOf({ ...place, value: JSON.stringify(event) });
}

/** A parking, with a reaction that fails as `failure` says. */
function aParking(failure: (subject: string, sequence: number) => Error | null = () => null) {
  const handled: string[] = [];
  const tried: number[] = [];
  const kept = new InMemoryKeptMessages();
  const reaction = on(Paid, async ({ subject, sequence }) => {
    tried.push(Date.now());
    const error = failure(subject, sequence);
    if (error !== null) throw error;
    handled.push(`${subject} ${sequence}`);
  });
  const parking = new Parking({
    kept,
    reactions: new Reactions([reaction]),
    suspects: { alone: (work) => work() },
    logger: createLogger('test', 'silent'),
    metrics: new Metrics('test'),
  });
  /** The sweep, as often as its pace allows in that time. */
  const passes = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      await parking.sweep.run();
    }
  };
  const letters = () =>
    kept.all.filter(({ state }) => state === 'dead').map(({ place, attempts }) => [place, attempts]);
  return { parking, kept, handled, tried, letters, passes };
}

const refusal = new Error('It cannot be.');
const failed = { error: refusal, attempts: 3 };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('Parking', () => {
  it('when what kept a message is over, handles it and those behind it, in their order', async () => {
    let isOver = false;
    const { parking, kept, handled, passes } = aParking(() => (isOver ? null : refusal));
    await parking.park(aMessage('a', 1), failed);
    for (const sequence of [3, 2]) await parking.park(aMessage('a', sequence), null);
    await passes(2);
    expect(handled).toEqual([]);
    isOver = true;
    await passes(5);
    expect(handled).toEqual(['a 1', 'a 2', 'a 3']);
    expect(kept.all).toEqual([]);
  });

  it('when one lane stays where it is, goes on with the others', async () => {
    const { parking, kept, handled, passes } = aParking((subject) => (subject === 'a' ? refusal : null));
    for (const [index, subject] of ['a', 'b', 'c'].entries()) await parking.park(aMessage(subject, index + 1), failed);
    await passes(1);
    expect(handled.toSorted()).toEqual(['b 2', 'c 3']);
    expect(kept.all).toMatchObject([{ attempts: 4, lastError: refusal.message }]);
  });

  it('when a message keeps failing, tries it after growing pauses of five minutes at most', async () => {
    const { parking, tried, passes } = aParking(() => refusal);
    const startedAt = Date.now();
    await parking.park(aMessage('a', 1), failed);
    await passes(1_500);
    const pauses = tried.map((at, index) => (at - (tried[index - 1] ?? startedAt)) / 1000);
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  });

  it('when a message has failed for half an hour, gives it up and lets those behind it through', async () => {
    const { parking, kept, handled, letters, passes } = aParking((_, sequence) => (sequence === 1 ? refusal : null));
    await parking.park(aMessage('a', 1), failed);
    await parking.park(aMessage('a', 2), null);
    await passes(2_400);
    expect(letters()).toEqual([[1, 17]]);
    expect(handled).toEqual(['a 2']);
    expect(kept.all).toHaveLength(1);
  });

  it.each([
    ['conflict', 8, 40],
    ['not-found', 8, 40],
    ['unavailable', 17, 2_400],
    ['invalid', 4, 1],
  ] as const)(
    'when a rule says no (%s), gives the message up after %i tries, within %i seconds, with the code of the rule',
    async (kind, attempts, seconds) => {
      const { parking, kept, handled, letters, passes } = aParking((_, sequence) =>
        sequence === 1 ? new RuleSaysNo(kind) : null,
      );
      await parking.park(aMessage('a', 1), failed);
      await parking.park(aMessage('a', 2), null);
      await passes(seconds);
      expect(letters()).toEqual([[1, attempts]]);
      expect(kept.all).toMatchObject([{ reason: 'test.no' }]);
      expect(handled).toEqual(['a 2']);
    },
  );

  it('when a message hangs, counts that as a try and goes on with the other lanes', async () => {
    const { parking, kept, handled } = aParking((subject) => {
      if (subject === 'a') throw new TookTooLong(20_000);
      return null;
    });
    for (const [index, subject] of ['a', 'b'].entries()) await parking.park(aMessage(subject, index + 1), failed);
    await vi.advanceTimersByTimeAsync(1_000);
    await parking.sweep.run();
    expect(handled).toEqual(['b 2']);
    expect(kept.all).toMatchObject([{ state: 'parked', attempts: 4, reason: 'TookTooLong' }]);
  });

  it('when a lane cannot be looked at, goes on with the others, and says so at the end', async () => {
    const { parking, kept, handled } = aParking();
    for (const [index, subject] of ['a', 'b', 'c'].entries()) await parking.park(aMessage(subject, index + 1), failed);
    await vi.advanceTimersByTimeAsync(1_000);
    const claimNext = kept.claimNext.bind(kept);
    vi.spyOn(kept, 'claimNext').mockImplementation((lane, claim) =>
      lane.endsWith(':a') ? Promise.reject(new Error('It is broken.')) : claimNext(lane, claim),
    );
    await expect(parking.sweep.run()).rejects.toMatchObject({ failures: [{ row: 'payment-events:a' }] });
    expect(handled.toSorted()).toEqual(['b 2', 'c 3']);
  });

  it('when nothing is due, looks at no lane', async () => {
    const { parking, kept } = aParking();
    for (let sequence = 1; sequence <= 20; sequence++)
      await parking.park(aMessage(`key-${sequence}`, sequence), failed);
    const claimNext = vi.spyOn(kept, 'claimNext');
    await parking.sweep.run();
    expect(claimNext).not.toHaveBeenCalled();
  });

  it('when a message that waits behind another turns out to be unreadable, gives it up at once', async () => {
    const { parking, handled, letters, passes } = aParking();
    await parking.park(aMessage('a', 1), failed);
    await parking.park(aMessage('a', 2, { amount: 'five' }), null);
    await parking.park(aMessage('a', 3), null);
    await passes(1);
    expect(letters()).toEqual([[2, 1]]);
    expect(handled).toEqual(['a 1', 'a 3']);
  });

  it('while the database is away, counts no try', async () => {
    let isAway = true;
    const { parking, kept, handled, passes } = aParking(() =>
      isAway ? new mongo.MongoNetworkError('connection 1 closed', {}) : null,
    );
    await parking.park(aMessage('a', 1), failed);
    await vi.advanceTimersByTimeAsync(1_000);
    await expect(parking.sweep.run()).rejects.toMatchObject({ cause: { message: 'connection 1 closed' } });
    expect(kept.all).toMatchObject([{ attempts: 3, lastError: refusal.message }]);
    isAway = false;
    await passes(30);
    expect(handled).toEqual(['a 1']);
  });

  it('when another process is at a message, leaves it and its lane to it', async () => {
    const { parking, kept, handled, passes } = aParking();
    for (const sequence of [1, 2]) await parking.park(aMessage('a', sequence), null);
    await kept.claimNext('payment-events:a', { by: 'other', at: new Date(), until: new Date(Date.now() + 10_000) });
    await passes(9);
    expect(handled).toEqual([]);
    await passes(1);
    expect(handled).toEqual(['a 1', 'a 2']);
  });

  it('when three processes have died of a message, gives it up without a try, and lets those behind it through', async () => {
    const { parking, kept, handled, tried, letters, passes } = aParking();
    for (const sequence of [1, 2]) await parking.park(aMessage('a', sequence), null);
    for (const by of ['one', 'two', 'three']) {
      await kept.claimNext('payment-events:a', { by, at: new Date(), until: new Date(Date.now() + 30_000) });
      await vi.advanceTimersByTimeAsync(30_000);
    }
    await passes(1);
    expect(letters()).toEqual([[1, 1]]);
    expect(kept.all).toMatchObject([{ lastError: expect.stringContaining('3 processes began') }]);
    expect([handled, tried.length]).toEqual([['a 2'], 1]);
  });

  it('when a process has died with a message, tries it while nothing else is tried', async () => {
    const { parking, kept, handled, passes } = aParking();
    for (const [index, subject] of ['a', 'b', 'c'].entries()) await parking.park(aMessage(subject, index + 1), null);
    await kept.claimNext('payment-events:a', { by: 'other', at: new Date(), until: new Date(Date.now() + 500) });
    await passes(1);
    expect(handled).toEqual(['b 2', 'c 3', 'a 1']);
  });

  it('when a dead letter is redriven, handles it although later ones of its lane have been', async () => {
    let isOver = false;
    const { parking, kept, handled, passes } = aParking((_, sequence) => (isOver || sequence > 1 ? null : refusal));
    await parking.park(aMessage('a', 1), failed);
    await parking.park(aMessage('a', 2), null);
    await passes(2_400);
    isOver = true;
    await kept.redrive({ state: 'dead', subject: 'a' }, new Date());
    await passes(1);
    expect(handled).toEqual(['a 2', 'a 1']);
    expect(kept.all).toEqual([]);
  });

  it('when what others have parked cannot be looked up, looks again for the next one who asks', async () => {
    const { parking, kept } = aParking();
    const lanes = vi.spyOn(kept, 'lanes').mockRejectedValueOnce(new mongo.MongoNetworkError('connection 1 closed', {}));
    await expect(parking.mustWait(aMessage('a', 2))).rejects.toThrow('connection 1 closed');
    expect(await parking.mustWait(aMessage('a', 2))).toBe(false);
    expect(lanes).toHaveBeenCalledTimes(2);
  });

  it('when asked whether a message must wait, says so for as long as an older one of its lane does', async () => {
    const { parking, passes } = aParking();
    expect(await parking.mustWait(aMessage('a', 2))).toBe(false);
    await parking.park(aMessage('a', 1), failed);
    expect(await parking.mustWait(aMessage('a', 2))).toBe(true);
    expect(await parking.mustWait(aMessage('b', 2))).toBe(false);
    await passes(1);
    expect(await parking.mustWait(aMessage('a', 2))).toBe(false);
  });
});
