import { randomUUID } from 'node:crypto';
import type { EventOutcome } from '../src/application/provider-event-fate.ts';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PaymentNotFound } from '../src/domain/payment/payment-error.ts';
import { ProviderEventNotFound, ProviderIsUnavailable } from '../src/application/ports/provider-error.ts';
import type { ProviderEvent, ProviderNews } from '../src/application/ports/provider-event.ts';
import type { ProviderEventFilter, ProviderEvents } from '../src/application/ports/provider-events.ts';
import { at, minutesLater, orderId } from './a-payment.ts';
import { anIrrelevantEvent, aProviderEvent } from './a-provider-event.ts';
import type { SettableClock } from './settable-clock.ts';

const everyNews: readonly ProviderNews[] = [
  { orderId, isMarked: true, about: 'session', sessionId: 'cs_1' },
  { about: 'refund', providerRefundId: 're_1' },
  { about: 'dispute', disputeId: 'du_1' },
  { orderId, isMarked: false, about: 'decline', code: 'lost_card', message: 'Your card was declined.' },
];

const DISTANT_FUTURE = new Date('2100-01-01T00:00:00Z');
const FIRST_PAGE = { limit: 10, offset: 0 };
const ALL = { limit: 1_000, offset: 0 };

const succeed = async (): Promise<EventOutcome> => ({ state: 'processed' });
const ignore = async (): Promise<EventOutcome> => ({ state: 'ignored', reason: 'not of this shop' });
const fail = (reason: string) => () => Promise.reject(new ProviderIsUnavailable(reason));

/** What every store of the provider's events must do. It may hold other tests' events already; its clock is `clock`. */
export function providerEventsContract(name: string, events: () => ProviderEvents, clock: SettableClock): void {
  /** What has become of an event. Each test's are the only ones of their order. */
  const fateOf = async ({ orderId }: ProviderEvent) => {
    const { data, count } = await events().find({ orderId: orderId! }, FIRST_PAGE);
    expect([data.length, count]).toEqual([1, 1]);
    return data[0]!;
  };

  const isDue = async ({ id }: ProviderEvent, moment: Date) =>
    (await events().due(moment, ALL)).data.some((event) => event.id === id);

  async function added(event = aProviderEvent(), receivedAt = at) {
    expect(await events().add(event, receivedAt)).toBe(true);
    return event;
  }

  describe(name, () => {
    beforeEach(() => {
      clock.time = at;
    });

    it.each(everyNews)('when an event about a $about is added, it waits for its turn as it was', async (news) => {
      const event = await added(aProviderEvent({ news }));
      const { news: _, ignoredBecause: __, ...view } = event;
      const waiting = {
        receivedAt: at,
        state: 'waiting',
        reason: null,
        processedAt: null,
        attempts: 0,
        lastError: null,
      };
      expect(await fateOf(event)).toStrictEqual({ ...view, ...waiting, nextAttemptAt: expect.any(Date) });
      const { data: due } = await events().due(DISTANT_FUTURE, ALL);
      expect(due.find(({ id }) => id === event.id)).toStrictEqual(event);
      expect(await isDue(event, at)).toBe(false);
    });

    it('when an event is added that cannot matter, it is done with', async () => {
      const event = await added(anIrrelevantEvent());
      const { news, ignoredBecause: reason, ...view } = event;
      const done = { receivedAt: at, state: 'ignored', reason, processedAt: at, attempts: 0, lastError: null };
      expect(await fateOf(event)).toStrictEqual({ ...view, ...done, nextAttemptAt: null });
      expect(await isDue(event, DISTANT_FUTURE)).toBe(false);
    });

    it('when an event is added again, leaves it as it is', async () => {
      const event = await added();
      await events().process(event, succeed);
      const before = await fateOf(event);
      expect(await events().add({ ...event, type: 'something.else' }, minutesLater(1))).toBe(false);
      expect(await fateOf(event)).toStrictEqual(before);
    });

    it('when one event is added many times at once, adds it once', async () => {
      const event = aProviderEvent();
      const adds = await Promise.all(Array.from({ length: 8 }, () => events().add(event, at)));
      expect(adds.filter(Boolean)).toHaveLength(1);
      await fateOf(event);
    });

    it('when work fails that somebody else has finished meanwhile, leaves the event processed', async () => {
      const event = await added();
      const late = events().process(event, async () => {
        await events().process(event, succeed);
        throw new Error('too late');
      });
      await expect(late).rejects.toThrow('too late');
      expect(await isDue(event, DISTANT_FUTURE)).toBe(false);
    });

    it('when an event is processed, notes that, and not before the work is done', async () => {
      const event = await added();
      clock.time = minutesLater(1);
      await events().process(event, async () => {
        expect(await fateOf(event)).toMatchObject({ processedAt: null, attempts: 0 });
        expect(await isDue(event, DISTANT_FUTURE)).toBe(true);
        clock.time = minutesLater(2);
        return succeed();
      });
      const done = { processedAt: minutesLater(2), attempts: 1, lastError: null, nextAttemptAt: null };
      expect(await fateOf(event)).toMatchObject(done);
      expect(await isDue(event, DISTANT_FUTURE)).toBe(false);
    });

    it('when processing fails, rethrows, and notes why and when to try again', async () => {
      const event = await added();
      clock.time = minutesLater(1);
      const failure = new ProviderIsUnavailable('503');
      await expect(events().process(event, () => Promise.reject(failure))).rejects.toBe(failure);
      const { nextAttemptAt, ...fate } = await fateOf(event);
      expect(fate).toMatchObject({ processedAt: null, attempts: 1, lastError: failure.message });
      expect(nextAttemptAt!.getTime()).toBeGreaterThan(clock.time.getTime());
      expect(await isDue(event, new Date(nextAttemptAt!.getTime() - 1))).toBe(false);
      expect(await isDue(event, nextAttemptAt!)).toBe(true);
    });

    it('when processing succeeds in the end, forgets the last failure, and counts every try', async () => {
      const event = await added();
      for (const reason of ['first', 'second']) {
        await expect(events().process(event, fail(reason))).rejects.toThrow(reason);
        expect((await fateOf(event)).lastError).toContain(reason);
      }
      await events().process(event, succeed);
      expect(await fateOf(event)).toMatchObject({ processedAt: at, attempts: 3, lastError: null, nextAttemptAt: null });
      expect(await isDue(event, DISTANT_FUTURE)).toBe(false);
    });

    it('when an event turns out to be somebody else’s, is ignored with the reason, and never due again', async () => {
      const event = await added();
      await events().process(event, ignore);
      const done = { processedAt: at, attempts: 1, lastError: null, nextAttemptAt: null };
      expect(await fateOf(event)).toMatchObject({ state: 'ignored', reason: 'not of this shop', ...done });
      expect(await isDue(event, DISTANT_FUTURE)).toBe(false);
    });

    it.each([
      ['a rule says no', 1, () => Promise.reject(new PaymentNotFound())],
      ['the provider is away', 72, fail('503')],
    ])(
      'when %s again and again, is given up after %i h, and is tried again when it is reopened',
      async (_why, hours, work) => {
        const event = await added();
        const tries = [];
        for (let view = await fateOf(event); view.nextAttemptAt !== null; view = await fateOf(event)) {
          clock.time = view.nextAttemptAt;
          tries.push(clock.time.getTime());
          await expect(events().process(event, work)).rejects.toThrow();
        }
        expect(await fateOf(event)).toMatchObject({ state: 'given-up', processedAt: null, attempts: tries.length });
        expect((tries.at(-1)! - at.getTime()) / 3_600_000).toBeCloseTo(hours, 1);
        expect(tries.length).toBeGreaterThan(2);
        expect(await isDue(event, DISTANT_FUTURE)).toBe(false);

        clock.time = new Date(clock.time.getTime() + 24 * 3_600_000);
        expect(await events().reopen(event.id, clock.time)).toStrictEqual(event);
        await expect(events().process(event, work)).rejects.toThrow();
        expect(await fateOf(event)).toMatchObject({ state: 'waiting' });
        await events().process(event, succeed);
        expect(await fateOf(event)).toMatchObject({ state: 'processed' });
      },
    );

    it('when an outage ends in a rule that says no, gives that time, too', async () => {
      const event = await added();
      clock.time = minutesLater(600);
      await expect(events().process(event, fail('503'))).rejects.toThrow();
      await expect(events().process(event, () => Promise.reject(new PaymentNotFound()))).rejects.toThrow();
      expect(await fateOf(event)).toMatchObject({ state: 'waiting' });
    });

    it('when an event was handled, ignored or given up long ago, forgets it, and no other', async () => {
      // Long before the other tests' events.
      const day = (number: number) => new Date(Date.UTC(2010, 0, number));
      const [done, foreign, hopeless, waiting] = [
        await added(aProviderEvent(), day(1)),
        await added(aProviderEvent(), day(1)),
        await added(aProviderEvent(), day(1)),
        await added(aProviderEvent(), day(1)),
      ];
      clock.time = day(2);
      await events().process(done, succeed);
      await events().process(foreign, ignore);
      clock.time = day(20);
      await expect(events().process(hopeless, fail('503'))).rejects.toThrow();
      expect(await events().forget({ processed: day(1), givenUp: day(0) }, 10)).toBe(0);
      expect(await events().forget({ processed: day(2), givenUp: day(0) }, 1)).toBe(1);
      expect(await events().forget({ processed: day(2), givenUp: day(0) }, 10)).toBe(1);
      for (const { id } of [done, foreign]) await expect(events().of(id)).rejects.toThrow(ProviderEventNotFound);
      expect(await fateOf(hopeless)).toMatchObject({ state: 'given-up' });
      expect(await events().forget({ processed: day(2), givenUp: day(1) }, 10)).toBe(1);
      await expect(events().of(hopeless.id)).rejects.toThrow(ProviderEventNotFound);
      expect(await fateOf(waiting)).toMatchObject({ state: 'waiting' });
      await events().process(waiting, succeed);
    });

    it('when a processed event is reopened, waits for its turn again, and keeps count of the tries', async () => {
      const event = await added();
      await events().process(event, succeed);
      expect(await events().reopen(event.id, minutesLater(1))).toStrictEqual(event);
      expect(await fateOf(event)).toMatchObject({ processedAt: null, attempts: 1 });
      expect(await isDue(event, DISTANT_FUTURE)).toBe(true);
      expect(await isDue(event, minutesLater(1))).toBe(false);
      await events().process(event, succeed);
      expect(await fateOf(event)).toMatchObject({ attempts: 2, nextAttemptAt: null });
    });

    it('when an event is reopened that cannot matter, is done with all the same', async () => {
      const event = await added(anIrrelevantEvent());
      const before = await fateOf(event);
      expect(await events().reopen(event.id, minutesLater(1))).toStrictEqual(event);
      expect(await fateOf(event)).toStrictEqual(before);
    });

    it('when asked for one event, shows it; there is nothing to see or to reopen of others', async () => {
      const event = await added();
      expect(await events().of(event.id)).toStrictEqual(await fateOf(event));
      await expect(events().of('evt_unknown')).rejects.toThrow(ProviderEventNotFound);
      expect(await events().reopen('evt_unknown', at)).toBeNull();
    });

    it('when asked for due events, gives the longest due first', async () => {
      // Long before the other tests' events.
      const early = (hour: number) => new Date(Date.UTC(2020, 0, 1, hour));
      const failed = await added(aProviderEvent(), early(0));
      const [first, second] = [await added(aProviderEvent(), early(1)), await added(aProviderEvent(), early(2))];
      await added(anIrrelevantEvent(), early(1));
      const processed = await added(aProviderEvent(), early(1));
      await events().process(processed, succeed);
      clock.time = early(10);
      await expect(events().process(failed, fail('503'))).rejects.toThrow();

      const due = async (moment: Date, limit = 100) =>
        (await events().due(moment, { limit, offset: 0 })).data.map(({ id }) => id);
      const turnOfSecond = (await fateOf(second)).nextAttemptAt!;
      expect(await due(early(20))).toEqual([first.id, second.id, failed.id]);
      expect(await due(early(20), 2)).toEqual([first.id, second.id]);
      const { next } = await events().due(early(20), { limit: 2, offset: 0 });
      const rest = await events().due(early(20), { limit: 2, offset: 0, cursor: next! });
      expect([rest.data.map(({ id }) => id), rest.next]).toEqual([[failed.id], null]);
      expect(await due(turnOfSecond)).toEqual([first.id, second.id]);
      expect(await due(new Date(turnOfSecond.getTime() - 1))).toEqual([first.id]);
      expect(await due(early(0))).toEqual([]);
    });

    describe('when events are looked for', () => {
      // Long after the other tests' events: these are the newest of all.
      const late = (hour: number) => new Date(Date.UTC(2030, 0, 1, hour));
      const mine = randomUUID();
      const [done, irrelevant, waiting, foreign, nobodys] = [
        aProviderEvent({ orderId: mine }),
        anIrrelevantEvent({ orderId: mine }),
        aProviderEvent({ orderId: mine }),
        aProviderEvent(),
        anIrrelevantEvent({ orderId: null }),
      ];
      const newest = [nobodys, foreign, waiting, irrelevant, done];
      let others: Record<'all' | 'processed' | 'waiting', number>;

      async function found(filter: ProviderEventFilter, page = FIRST_PAGE) {
        const { data, count } = await events().find(filter, page);
        return { ids: data.map(({ id }) => id), count };
      }
      const these = (expected: readonly ProviderEvent[], count = expected.length) => ({
        ids: expected.map(({ id }) => id),
        count,
      });

      beforeAll(async () => {
        const countOf = async (filter: ProviderEventFilter) => (await found(filter)).count;
        others = {
          all: await countOf({}),
          processed: await countOf({ isProcessed: true }),
          waiting: await countOf({ isProcessed: false }),
        };
        for (const [age, event] of newest.entries()) await events().add(event, late(10 - age));
        await events().process(done, succeed);
      });

      it('of one order, gives the newest first', async () => {
        expect(await found({ orderId: mine })).toEqual(these([waiting, irrelevant, done]));
        expect(await found({ orderId: randomUUID() })).toEqual(these([]));
      });

      it('by the page, gives that page and counts all', async () => {
        expect(await found({ orderId: mine }, { limit: 1, offset: 1 })).toEqual(these([irrelevant], 3));
        expect(await found({ orderId: mine }, { limit: 2, offset: 1 })).toEqual(these([irrelevant, done], 3));
        expect(await found({ orderId: mine }, { limit: 2, offset: 3 })).toEqual(these([], 3));
      });

      it('of one order, processed or not, gives what is both', async () => {
        expect(await found({ orderId: mine, isProcessed: true })).toEqual(these([irrelevant, done]));
        expect(await found({ orderId: mine, isProcessed: false })).toEqual(these([waiting]));
      });

      it('of one state, gives those of every order or of one', async () => {
        expect(await found({ orderId: mine, state: 'ignored' })).toEqual(these([irrelevant]));
        expect((await found({ state: 'waiting' }, { limit: 2, offset: 0 })).ids).toEqual([foreign.id, waiting.id]);
      });

      it('by cursor, goes on behind the page before', async () => {
        const { data, next } = await events().find({ orderId: mine }, { limit: 2, offset: 0 });
        expect(data.map(({ id }) => id)).toEqual([waiting.id, irrelevant.id]);
        const last = await events().find({ orderId: mine }, { limit: 2, offset: 0, cursor: next! });
        expect([last.data.map(({ id }) => id), last.next]).toEqual([[done.id], null]);
      });

      it('processed or not, gives those of every order', async () => {
        const processed = await found({ isProcessed: true }, { limit: 3, offset: 0 });
        expect(processed).toEqual(these([nobodys, irrelevant, done], others.processed + 3));
        const unprocessed = await found({ isProcessed: false }, { limit: 2, offset: 0 });
        expect(unprocessed).toEqual(these([foreign, waiting], others.waiting + 2));
      });

      it.each([{}, { orderId: undefined, isProcessed: undefined }])(
        'without a filter (%o), gives all',
        async (none) => {
          expect(await found(none, { limit: 5, offset: 0 })).toEqual(these(newest, others.all + 5));
        },
      );
    });
  });
}
