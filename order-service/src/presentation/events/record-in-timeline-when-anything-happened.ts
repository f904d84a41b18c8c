import { on, type Subscription } from '@souk/chassis/events/subscription';
import { NEWEST_EVENTS } from '@souk/contracts/all-events';
import type { Event } from '@souk/contracts/event';
import {
  MessageGivenUpV1,
  MessageHandledLateV1,
  MessageParkedV1,
  MessageRedrivenV1,
} from '@souk/contracts/message-events';
import type { Timeline } from '../../application/ports/timeline.ts';
import { factsOf } from './timeline-facts.ts';

const TOPICS = ['order-events', 'inventory-updates', 'payment-events', 'notification-events'];

/** Every event about an order, whoever published it, lands in the order's timeline; what could not be handled when it came, too. */
export function recordInTimelineWhenAnythingHappened(timeline: Timeline): readonly Subscription[] {
  const record = async (event: Event, detail: string | null) => {
    const { id, time, source, type, causationid, data } = event;
    if (!isAboutAnOrder(data)) return;
    await timeline.record({
      eventId: id,
      orderId: data.orderId,
      at: new Date(time),
      service: source.slice(1),
      event: type,
      causedBy: causationid,
      ...factsOf(event),
      detail,
    });
  };
  return [
    ...NEWEST_EVENTS.filter(({ topic }) => TOPICS.includes(topic)).map((contract) =>
      on(contract, (event) => record(event, null)),
    ),
    on(MessageParkedV1, (event) => {
      const { attempts, reason } = event.data;
      const detail = `${nameOf(event)} could not be handled (${tries(attempts)}: ${reason}); it is tried again, and later ones wait for it.`;
      return record(event, detail);
    }),
    on(MessageHandledLateV1, (event) =>
      record(event, `${nameOf(event)} is handled after all (${tries(event.data.attempts)}).`),
    ),
    on(MessageGivenUpV1, (event) => {
      const { attempts, reason } = event.data;
      return record(
        event,
        `${nameOf(event)} is given up on (${tries(attempts)}: ${reason}) until an admin redrives it.`,
      );
    }),
    on(MessageRedrivenV1, (event) => record(event, `${nameOf(event)} is to be handled again: an admin redrives it.`)),
  ];
}

const isAboutAnOrder = (data: unknown): data is { readonly orderId: string } =>
  typeof data === 'object' && data !== null && 'orderId' in data && typeof data.orderId === 'string';

const nameOf = ({ data: { type, messageId } }: { data: { type: string | null; messageId: string } }): string =>
  type ?? messageId;

const tries = (count: number): string => (count === 1 ? '1 try' : `${count} tries`);
