import { expect, it } from 'vitest';
import { orderId, payments } from '../../../tests/a-payment.ts';
import { aProviderEvent } from '../../../tests/a-provider-event.ts';
import { aTill } from '../../../tests/a-till.ts';
import { InMemoryProviderEvents } from '../../../tests/in-memory-provider-events.ts';
import { HandleProviderEvent } from '../handle-provider-event/handle-provider-event.ts';
import { QueueProviderEvent } from '../queue-provider-event/queue-provider-event.ts';
import { ReceiveWebhook } from './receive-webhook.ts';

function aWebhook() {
  const till = aTill(payments.open());
  till.provider.readWebhook = async () =>
    aProviderEvent({ id: 'evt_1', orderId, news: { about: 'session', orderId, isMarked: true, sessionId: 'cs_1' } });
  const ports = { ...till, events: new InMemoryProviderEvents(till) };
  const queueProviderEvent = new QueueProviderEvent({ ...ports, handleProviderEvent: new HandleProviderEvent(till) });
  const receiveWebhook = new ReceiveWebhook({ ...ports, queueProviderEvent });
  return { ...ports, receive: () => receiveWebhook.execute(new Uint8Array(), 'signature') };
}

it('when the event cannot be stored, is not acknowledged, and nothing follows from it', async () => {
  const { events, work, provider, receive } = aWebhook();
  events.add = () => Promise.reject(new Error('no space left'));
  await expect(receive()).rejects.toThrow('no space left');
  await work.settled();
  expect(provider.calls).toEqual([]);
});

it('when it comes twice at once, is handled once', async () => {
  const { work, provider, receive } = aWebhook();
  await Promise.all([receive(), receive()]);
  await work.settled();
  expect(provider.calls).toEqual(['find cs_1']);
});
