import { z } from 'zod';
import type { KeptMessages, ListedMessage } from '../events/kept-messages.ts';
import { listOf, ListQuery, ok, route, type Route } from '../http/route.ts';

const State = z.enum(['parked', 'dead']);
const Subject = z.string().min(1).max(200);
/** `topic:partition:offset` of one that came, `unsent:<event id>` of one that could not be sent. */
const MessageId = z.string().regex(/^([\w.-]{1,200}:\d{1,9}:\d{1,19}|unsent:[\w-]{1,64})$/);

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
  /** An event of this service that the broker did not take; redriving sends it again. */
  isUnsent: z.boolean(),
});

const RedriveBody = z
  .strictObject({ id: MessageId.optional(), subject: Subject.optional(), dryRun: z.boolean().default(false) })
  .refine(({ id, subject }) => id !== undefined || subject !== undefined, {
    message: 'Say which: `id` for one message, `subject` for all of an order, product or user.',
  });

/** What admins see and do about the events that a service could not handle, or could not send. */
export function messageRoutes({ service, kept }: { service: string; kept: KeptMessages }): readonly Route[] {
  const base = `/v1/admin/messages/${service}`;
  return [
    route({
      method: 'get',
      path: base,
      access: 'admin',
      summary:
        'Events that wait for another try, and those that were given up on or could not be sent, the oldest first',
      query: ListQuery.extend({ state: State.optional(), subject: Subject.optional() }),
      replies: { 200: listOf(MessageReply) },
      handle: async ({ query: { state, subject, ...page } }) => {
        const { data, ...rest } = await kept.find({ state, subject }, page);
        return ok({ data: data.map(viewOf), ...rest, limit: page.limit, offset: page.offset });
      },
    }),
    route({
      method: 'post',
      path: `${base}/redrive`,
      access: 'admin',
      summary:
        'Have events that were given up on handled or sent again, under their old ids; with dryRun only say how many they are',
      body: RedriveBody,
      replies: { 200: z.object({ count: z.int(), dryRun: z.boolean() }) },
      handle: async ({ body: { dryRun, ...which } }) => {
        const filter = { ...which, state: 'dead' as const };
        const count = dryRun ? await kept.count(filter) : await kept.redrive(filter, new Date());
        return ok({ count, dryRun });
      },
    }),
  ];
}

function viewOf({ _id: id, delivery, nextAttemptAt, ...message }: ListedMessage) {
  const { state, type, eventId, correlationId, attempts, lastError, keptAt, isUnsent } = message;
  return {
    ...{ id, state, topic: delivery.topic, subject: delivery.key },
    ...{ type, eventId, correlationId, attempts, lastError, keptAt, isUnsent },
    nextAttemptAt: state === 'dead' ? null : nextAttemptAt,
  };
}
