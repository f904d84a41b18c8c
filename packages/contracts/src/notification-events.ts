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

/** The shop has decided not to send the mail; an admin may have it sent all the same. */
export const EmailSuppressedV1 = defineEvent(
  topic,
  'email.suppressed.v1',
  Email.extend({
    /**
     * `bounced`, `complained`: an earlier mail to the address. `too-many`: strangers may have the shop write to an address only so often.
     * `no-recipient`: the shop has no address for such mail.
     */
    reason: z.enum(['bounced', 'complained', 'too-many', 'no-recipient']),
  }),
);
export type EmailSuppressedV1 = EventOf<typeof EmailSuppressedV1>;
