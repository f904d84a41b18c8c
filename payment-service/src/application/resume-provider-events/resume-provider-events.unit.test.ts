import { describe, expect, it } from 'vitest';
import { minutesLater, orderId, payments, session } from '../../../tests/a-payment.ts';
import { aProviderEvent } from '../../../tests/a-provider-event.ts';
import { aTill } from '../../../tests/a-till.ts';
import { InMemoryProviderEvents } from '../../../tests/in-memory-provider-events.ts';
import { HandleProviderEvent } from '../handle-provider-event/handle-provider-event.ts';
import { ProviderIsUnavailable } from '../ports/provider-error.ts';
import { QueueProviderEvent } from '../queue-provider-event/queue-provider-event.ts';
import { ResumeProviderEvents } from './resume-provider-events.ts';

/** An open payment that was paid, and the news of it that a process has stored before it died. */
async function aSweep() {
  const till = aTill(payments.open());
  till.provider.sessions.set('cs_1', session.paid());
  const events = new InMemoryProviderEvents(till);
  await events.add(
    aProviderEvent({ orderId, news: { about: 'session', orderId, isMarked: true, sessionId: 'cs_1' } }),
    till.clock.now(),
  );
  const ports = { ...till, events };
  const queueProviderEvent = new QueueProviderEvent({ ...ports, handleProviderEvent: new HandleProviderEvent(till) });
  const resumeProviderEvents = new ResumeProviderEvents({ ...ports, queueProviderEvent });
  /** Looks so many minutes after the event was stored. */
  const look = async (minutes: number) => {
    till.clock.time = minutesLater(minutes);
    await resumeProviderEvents.execute();
  };
  /** Looks, and waits for what follows. */
  const sweep = async (minutes: number) => {
    await look(minutes);
    await till.work.settled();
  };
  const fate = async () => (await events.find({ orderId }, { limit: 1, offset: 0 })).data[0];
  return { ...till, look, sweep, fate };
}

describe('an event that was stored and not handled', () => {
  it('when it is due, is handled, and not before or again', async () => {
    const { provider, happened, sweep, fate } = await aSweep();
    await sweep(0);
    expect(provider.calls).toEqual([]);
    for (const minutes of [1, 2]) await sweep(minutes);
    expect(provider.calls).toEqual(['find cs_1']);
    expect(happened()).toEqual(['PaymentSucceeded']);
    expect(await fate()).toMatchObject({ processedAt: minutesLater(1), nextAttemptAt: null });
  });

  it('when handling it fails, keeps why and is handled later', async () => {
    const { provider, happened, sweep, fate } = await aSweep();
    provider.beforeAnswer = () => Promise.reject(new ProviderIsUnavailable('503'));
    await sweep(1);
    expect(await fate()).toMatchObject({ processedAt: null, attempts: 1, lastError: expect.stringContaining('503') });
    provider.beforeAnswer = () => undefined;
    await sweep(60);
    expect(happened()).toEqual(['PaymentSucceeded']);
    expect(await fate()).toMatchObject({ processedAt: minutesLater(60), attempts: 2 });
  });

  it('while this process is at work for its order, waits', async () => {
    const { provider, work, look } = await aSweep();
    const atWork = Promise.withResolvers<undefined>();
    work.start(orderId, () => atWork.promise);
    await look(1);
    atWork.resolve(undefined);
    await work.settled();
    expect(provider.calls).toEqual([]);
  });
});
