import { currentCause } from '@souk/chassis/execution-context';
import { expect, it } from 'vitest';
import { orderId, payments } from '../../../tests/a-payment.ts';
import { anIrrelevantEvent, aProviderEvent } from '../../../tests/a-provider-event.ts';
import { aTill } from '../../../tests/a-till.ts';
import { InMemoryProviderEvents } from '../../../tests/in-memory-provider-events.ts';
import { HandleProviderEvent } from '../handle-provider-event/handle-provider-event.ts';
import { QueueProviderEvent } from './queue-provider-event.ts';

function aQueue() {
  const till = aTill(payments.open());
  const events = new InMemoryProviderEvents(till);
  const queueProviderEvent = new QueueProviderEvent({
    ...till,
    events,
    handleProviderEvent: new HandleProviderEvent(till),
  });
  return { ...till, events, queueProviderEvent };
}

it('when an event is handled, it is the cause of what follows, and is noted', async () => {
  const { clock, events, provider, work, queueProviderEvent } = aQueue();
  const event = aProviderEvent({ orderId });
  await events.add(event, clock.now());
  let cause: unknown;
  provider.beforeAnswer = () => {
    cause = currentCause();
  };
  queueProviderEvent.execute(event);
  await work.settled();
  expect(cause).toMatchObject({ id: event.id, correlationId: orderId, message: null });
  const { data } = await events.find({ orderId }, { limit: 10, offset: 0 });
  expect(data).toMatchObject([{ id: event.id, processedAt: clock.now(), attempts: 1 }]);
});

it('when an event cannot matter, nothing is done', async () => {
  const { provider, work, queueProviderEvent } = aQueue();
  queueProviderEvent.execute(anIrrelevantEvent({ orderId }));
  expect(work.isBusy(orderId)).toBe(false);
  expect(provider.calls).toEqual([]);
});
