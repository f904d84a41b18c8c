import { EventEnvelope } from '@souk/contracts/event';
import { z } from 'zod';
import type { KeptMessage, KeptMessages } from '../events/kept-messages.ts';
import { messageOf } from '../events/message.ts';
import { ok, Page, pageOf, route, type Route } from '../http/route.ts';

const State = z.enum(['parked', 'dead']);
const Subject = z.string().min(1).max(200);
/** `topic:partition:offset`. */
const MessageId = z.string().regex(/^[\w.-]{1,200}:\d{1,9}:\d{1,19}$/);

/** Of a message only its envelope: what is in it may be about people. */
const MessageReply = z.object({
  id: z.string(),
  state: State,
  topic: z.string(),
  subject: z.string(),
  type: z.string().nullable(),
  eventId: z.string().nullable(),
  correlationId: z.string().nullable(),
  attempts: z.int(),
  lastError: z.string().nullable(),
  keptAt: z.date(),
  nextAttemptAt: z.date().nullable(),
});

const RedriveBody = z
  .strictObject({ id: MessageId.optional(), subject: Subject.optional(), dryRun: z.boolean().default(false) })
  .refine(({ id, subject }) => id !== undefined || subject !== undefined, {
    message: 'Say which: `id` for one message, `subject` for all of an order, product or user.',
  });

/** What admins see and do about the events that a service could not handle. */
export function messageRoutes({ service, kept }: { service: string; kept: KeptMessages }): readonly Route[] {
  const base = `/v1/admin/messages/${service}`;
  return [
    route({
      method: 'get',
      path: base,
      access: 'admin',
      summary: 'Events that wait for another try, and those that were given up on, the oldest first',
      query: Page.extend({ state: State.optional(), subject: Subject.optional() }),
      replies: { 200: pageOf(MessageReply) },
      handle: async ({ query: { limit, offset, ...filter } }) => {
        const { data, count } = await kept.find(filter, { limit, offset });
        return ok({ data: data.map(viewOf), count, limit, offset });
      },
    }),
    route({
      method: 'post',
      path: `${base}/redrive`,
      access: 'admin',
      summary:
        'Have events that were given up on handled again, under their old ids; with dryRun only say how many they are',
      body: RedriveBody,
      replies: { 200: z.object({ count: z.int(), dryRun: z.boolean() }) },
      handle: async ({ body: { dryRun, ...which } }) => {
        const filter = { ...which, state: 'dead' as const };
        const count = dryRun
          ? (await kept.find(filter, { limit: 1, offset: 0 })).count
          : await kept.redrive(filter, new Date());
        return ok({ count, dryRun });
      },
    }),
  ];
}

function viewOf({ _id, state, delivery, type, attempts, lastError, keptAt, nextAttemptAt }: KeptMessage) {
  const { data: event } = EventEnvelope.safeParse(messageOf(delivery).content);
  return {
    id: _id,
    state,
    topic: delivery.topic,
    subject: delivery.key,
    type,
    eventId: event?.id ?? null,
    correlationId: event?.correlationid ?? null,
    attempts,
    lastError,
    keptAt,
    nextAttemptAt: state === 'dead' ? null : nextAttemptAt,
  };
}
