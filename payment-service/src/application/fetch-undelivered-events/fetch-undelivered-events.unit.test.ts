import { describe, expect, it } from 'vitest';
import { at, minutesLater, orderId, payments, session } from '../../../tests/a-payment.ts';
import { aProviderEvent } from '../../../tests/a-provider-event.ts';
import { aTill } from '../../../tests/a-till.ts';
import { InMemoryEventCursor } from '../../../tests/in-memory-event-cursor.ts';
import { InMemoryProviderEvents } from '../../../tests/in-memory-provider-events.ts';
import { HandleProviderEvent } from '../handle-provider-event/handle-provider-event.ts';
import { QueueProviderEvent } from '../queue-provider-event/queue-provider-event.ts';
import { FetchUndeliveredEvents } from './fetch-undelivered-events.ts';

const anEvent = (id: string) =>
  aProviderEvent({ id, orderId, news: { about: 'session', orderId, isMarked: true, sessionId: 'cs_1' } });

function aFetcher() {
  const till = aTill(payments.open());
  till.provider.sessions.set('cs_1', session.paid());
  const events = new InMemoryProviderEvents(till);
  const handleProviderEvent = new HandleProviderEvent(till);
  const queueProviderEvent = new QueueProviderEvent({ ...till, events, handleProviderEvent });
  const cursor = new InMemoryEventCursor();
  const fetch = new FetchUndeliveredEvents({ ...till, events, cursor, queueProviderEvent });
  return { ...till, events, cursor, fetch };
}

describe('fetching what the provider could not tell', () => {
  it('when there are several pages, stores and handles all of it, once', async () => {
    const { provider, events, work, fetch, happened } = aFetcher();
    provider.undelivered = ['evt_5', 'evt_4', 'evt_3', 'evt_2', 'evt_1'].map(anEvent);
    for (let time = 1; time <= 2; time++) {
      await fetch.execute();
      await work.settled();
    }
    const listed = provider.calls.filter((call) => call.startsWith('list'));
    expect(listed.slice(0, 4)).toEqual(['null', 'evt_4', 'evt_2', 'evt_1'].map((id) => `list after ${id}`));
    expect((await events.find({}, { limit: 10, offset: 0 })).data.map(({ attempts }) => attempts)).toEqual([
      1, 1, 1, 1, 1,
    ]);
    expect(happened()).toEqual(['PaymentSucceeded']);
  });

  it('first looks thirty days back, then at what may have come since; after a failure, at the same again', async () => {
    const { provider, clock, fetch } = aFetcher();
    const asked: Date[] = [];
    const list = provider.undeliveredEvents.bind(provider);
    provider.undeliveredEvents = (since, after) => {
      asked.push(since);
      return list(since, after);
    };
    await fetch.execute();
    clock.time = minutesLater(10);
    provider.beforeAnswer = () => Promise.reject(new Error('away'));
    await expect(fetch.execute()).rejects.toThrow('away');
    provider.beforeAnswer = () => undefined;
    await fetch.execute();
    clock.time = minutesLater(20);
    await fetch.execute();
    const [first, ...later] = asked;
    expect(first).toEqual(new Date(at.getTime() - 30 * 24 * 3_600_000));
    expect(later).toEqual([minutesLater(-5), minutesLater(-5), minutesLater(5)]);
  });

  it('while it is another process’s turn, lists nothing; when that has taken over in the middle, leaves the rest to it', async () => {
    const { provider, cursor, fetch } = aFetcher();
    cursor.take = () => Promise.resolve(null);
    await fetch.execute();
    expect(provider.calls).toEqual([]);

    const another = aFetcher();
    another.provider.undelivered = ['evt_5', 'evt_4', 'evt_3'].map(anEvent);
    another.cursor.extend = () => Promise.resolve(false);
    another.cursor.advance = () => expect.fail('It has not listed all.');
    await another.fetch.execute();
    expect(another.provider.calls).toContain('list after null');
    expect(another.provider.calls).not.toContain('list after evt_4');
  });
});
