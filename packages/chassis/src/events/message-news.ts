import { EventEnvelope, type EventContract } from '@souk/contracts/event';
import { MessageParkedV1 } from '@souk/contracts/message-events';
import { z } from 'zod';
import { derivedUuid } from '../ids.ts';
import type { Publication } from './event-bus.ts';
import type { KeptMessage } from './kept-messages.ts';
import { messageOf } from './message.ts';

/** What can be told of a message, whatever it is. */
const Telling = z.object({
  id: EventEnvelope.shape.id.nullable().catch(null),
  type: EventEnvelope.shape.type.nullable().catch(null),
  correlationid: EventEnvelope.shape.correlationid.nullable().catch(null),
  traceparent: EventEnvelope.shape.traceparent.catch(undefined),
  data: z.object({ orderId: z.string().max(200).nullable().catch(null) }).catch({ orderId: null }),
});
const NOTHING: z.infer<typeof Telling> = { id: null, type: null, correlationid: null, data: { orderId: null } };

/** Nothing is told of what cannot be told on: it would never end. */
export const isTold = ({ delivery }: Pick<KeptMessage, 'delivery'>): boolean =>
  delivery.topic !== MessageParkedV1.topic;

/** What of a kept message can be told on. */
export type Told = Pick<KeptMessage, '_id' | 'delivery' | 'attempts' | 'reason'>;

export interface NewsOptions {
  readonly contract: EventContract;
  /** 1, 2, 3 … of one message. */
  readonly sequence: number;
  readonly service: string;
  readonly at: Date;
}

/** The event about what became of a kept message. The same news have the same id. */
export function newsOf(
  { _id: messageId, delivery, attempts, reason }: Told,
  { contract, sequence, service, at }: NewsOptions,
): Publication {
  const { data: told = NOTHING } = Telling.safeParse(messageOf(delivery).content);
  const hop = { service, messageId, eventId: told.id, type: told.type, orderId: told.data.orderId, attempts };
  return {
    topic: contract.topic,
    event: {
      specversion: '1.0',
      id: derivedUuid(service, messageId, String(sequence), contract.type),
      source: `/${service}`,
      type: contract.type,
      subject: messageId,
      time: at.toISOString(),
      sequence,
      correlationid: told.correlationid ?? messageId,
      causationid: told.id ?? messageId,
      ...(told.traceparent === undefined ? {} : { traceparent: told.traceparent }),
      data: contract.data.parse({ ...hop, reason: reason ?? 'unknown' }),
    },
  };
}
