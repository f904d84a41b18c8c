import type { GetEmailResponseSuccess, WebhookEventPayload } from 'resend';
import { bareAddress } from './message.ts';

type Outcome = (typeof OUTCOMES)[number];
type DeliveryEvent = Extract<WebhookEventPayload, { type: `email.${Outcome}` }>;

/** In the order in which they happen. */
const OUTCOMES = ['sent', 'delivered', 'bounced', 'complained'] as const;
const TEST_ADDRESS = /^(bounced|complained)(?:\+[^@]*)?@resend\.dev$/;

export function isOutcome(name: string): name is Outcome {
  return OUTCOMES.some((outcome) => outcome === name);
}

/**
 * What happens to a message, in order. Everything is delivered, except to the addresses that simulate the opposite:
 * https://resend.com/docs/dashboard/emails/send-test-emails
 */
export function outcomesFor({ to, cc, bcc }: Pick<GetEmailResponseSuccess, 'to' | 'cc' | 'bcc'>): Outcome[] {
  const recipients = [...to, ...(cc ?? []), ...(bcc ?? [])];
  const happened = new Set<Outcome>(['sent', ...recipients.flatMap(outcomesOf)]);
  return OUTCOMES.filter((outcome) => happened.has(outcome));
}

function outcomesOf(recipient: string): Outcome[] {
  const simulated = TEST_ADDRESS.exec(bareAddress(recipient))?.[1];
  if (simulated === 'bounced') return ['bounced'];
  return simulated === 'complained' ? ['delivered', 'complained'] : ['delivered'];
}

/** The webhook payload for one outcome of a message: always the same for the same message. */
export function deliveryEvent(outcome: Outcome, email: GetEmailResponseSuccess): DeliveryEvent {
  const data = {
    created_at: email.created_at,
    email_id: email.id,
    message_id: email.message_id,
    from: email.from,
    to: email.to,
    subject: email.subject,
    tags: Object.fromEntries((email.tags ?? []).map(({ name, value }) => [name, value])),
  };
  // A millisecond apart, so that a receiver that sorts by time sees them in order.
  const created_at = new Date(Date.parse(email.created_at) + OUTCOMES.indexOf(outcome)).toISOString();
  if (outcome !== 'bounced') return { type: `email.${outcome}`, created_at, data };
  const bounce = {
    type: 'Permanent',
    subType: 'General',
    message: 'The recipient address simulates a hard bounce: no mailbox stands behind it.',
  };
  return { type: 'email.bounced', created_at, data: { ...data, bounce } };
}
