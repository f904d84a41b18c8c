import { z } from 'zod';
import { defineEvent, type EventOf } from './event.ts';

const topic = 'message-events';

/**
 * What became of a message that a service could not handle when it came. Subject: the service's copy of it. Nothing of its text
 * and of what an error says is told: both may be about people.
 */
const Hop = z.object({
  /** Whose reaction failed. */
  service: z.string(),
  /** `topic:partition:offset` */
  messageId: z.string(),
  /** Where it can be read, these three are its own: `null` for what is no event. */
  eventId: z.string().nullable(),
  type: z.string().nullable(),
  /** `null` for what is about no order. */
  orderId: z.string().nullable(),
  attempts: z.int().nonnegative(),
});

/** The code or the name of an error, e.g. `aggregate.contended`. */
const reason = z.string();

/** It is tried again, and later messages of its topic and subject wait for it. */
export const MessageParkedV1 = defineEvent(topic, 'message.parked.v1', Hop.extend({ reason }));
export type MessageParkedV1 = EventOf<typeof MessageParkedV1>;

/** Handled in the end, some time after it came. */
export const MessageHandledLateV1 = defineEvent(topic, 'message.handled-late.v1', Hop);
export type MessageHandledLateV1 = EventOf<typeof MessageHandledLateV1>;

/** It is not tried any more, and later ones go on without it. */
export const MessageGivenUpV1 = defineEvent(topic, 'message.given-up.v1', Hop.extend({ reason }));
export type MessageGivenUpV1 = EventOf<typeof MessageGivenUpV1>;

/** An admin has it handled again, perhaps after later ones of its subject. */
export const MessageRedrivenV1 = defineEvent(topic, 'message.redriven.v1', Hop);
export type MessageRedrivenV1 = EventOf<typeof MessageRedrivenV1>;
