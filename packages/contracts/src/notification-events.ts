import { z } from 'zod';
import { defineEvent, type EventOf } from './event.ts';

const topic = 'notification-events';

const Email = z.object({
  emailId: z.string(),
  /** `null` for mail that is about no order. */
  orderId: z.string().nullable(),
  template: z.string(),
});

export const EmailSentV1 = defineEvent(topic, 'email.sent.v1', Email);
export type EmailSentV1 = EventOf<typeof EmailSentV1>;

/** The provider refused the mail for good. */
export const EmailFailedV1 = defineEvent(topic, 'email.failed.v1', Email.extend({ reason: z.string() }));
export type EmailFailedV1 = EventOf<typeof EmailFailedV1>;
