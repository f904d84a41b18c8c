import { expect, it } from 'vitest';
import { at, orderId, payments, session } from '../../../tests/a-payment.ts';
import { aProviderEvent } from '../../../tests/a-provider-event.ts';
import { aTill } from '../../../tests/a-till.ts';
import { InMemoryProviderEvents } from '../../../tests/in-memory-provider-events.ts';
import { HandleProviderEvent } from '../handle-provider-event/handle-provider-event.ts';
import { ProviderEventNotFound } from '../ports/provider-error.ts';
import { QueueProviderEvent } from '../queue-provider-event/queue-provider-event.ts';
import { ReplayProviderEvent } from './replay-provider-event.ts';

function aReplay() {
  const till = aTill(payments.open());
  const events = new InMemoryProviderEvents(till);
  const handleProviderEvent = new HandleProviderEvent(till);
  const queueProviderEvent = new QueueProviderEvent({ ...till, events, handleProviderEvent });
  return { ...till, events, replay: new ReplayProviderEvent({ ...till, events, queueProviderEvent }) };
}

it('when a processed event is replayed, is handled again, and changes what it had missed', async () => {
  const { provider, events, work, replay, happened } = aReplay();
  const event = aProviderEvent({
    id: 'evt_1',
    orderId,
    news: { about: 'session', orderId, isMarked: true, sessionId: 'cs_1' },
  });
  await events.add(event, at);
  await events.process(event, async () => ({ state: 'processed' }));
  provider.sessions.set('cs_1', session.paid());
  for (let time = 1; time <= 2; time++) {
    await replay.execute('evt_1');
    await work.settled();
  }
  expect(provider.calls).toEqual(['find cs_1', 'find cs_1']);
  expect(happened()).toEqual(['PaymentSucceeded']);
});

it('when there is no such event, says so', async () => {
  await expect(aReplay().replay.execute('evt_unknown')).rejects.toThrow(ProviderEventNotFound);
});
