import { on, type Subscription } from '@souk/chassis/events/subscription';
import { ALL_EVENTS } from '@souk/contracts/all-events';
import type { Timeline } from '../../application/ports/timeline.ts';

const TOPICS = ['order-events', 'inventory-updates', 'payment-events', 'notification-events'];

/** Every event about an order, whoever published it, lands in the order's timeline. */
export function recordInTimelineWhenAnythingHappened(timeline: Timeline): readonly Subscription[] {
  return ALL_EVENTS.filter(({ topic }) => TOPICS.includes(topic)).map((contract) =>
    on(contract, async ({ id, time, source, type, causationid, data }) => {
      if (!isAboutAnOrder(data)) return;
      await timeline.record({
        eventId: id,
        orderId: data.orderId,
        at: new Date(time),
        service: source.slice(1),
        event: type,
        causedBy: causationid,
      });
    }),
  );
}

const isAboutAnOrder = (data: unknown): data is { readonly orderId: string } =>
  typeof data === 'object' && data !== null && 'orderId' in data && typeof data.orderId === 'string';
