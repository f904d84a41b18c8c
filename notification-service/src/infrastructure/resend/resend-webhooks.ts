import { Resend } from 'resend';
import { z } from 'zod';
import { WebhookIsUnreadable } from '../../application/ports/delivery-news-error.ts';
import type { DeliveryNews, DeliveryNewsReader } from '../../application/ports/delivery-news.ts';

const OUTCOMES: ReadonlyMap<string, DeliveryNews['outcome']> = new Map([
  ['email.delivered', 'delivered'],
  ['email.bounced', 'bounced'],
  ['email.complained', 'complained'],
]);

/** What this service has to be told of: the subscription of its webhook. */
export const RESEND_EVENTS = [...OUTCOMES.keys()];

const AnyEvent = z.object({ type: z.string() });

/** https://resend.com/docs/dashboard/emails/email-bounces: a mailbox that is full, say, bounces for now only. */
const EmailEvent = z.object({
  type: z.string(),
  data: z.object({ email_id: z.string(), bounce: z.object({ type: z.string() }).optional() }),
});

/** Reads Resend's webhooks, which are signed the Svix way. */
export class ResendWebhooks implements DeliveryNewsReader {
  readonly #resend: Resend;
  readonly #secret: string;

  constructor({ apiKey, secret }: { apiKey: string; secret: string }) {
    this.#resend = new Resend(apiKey);
    this.#secret = secret;
  }

  read(
    payload: string,
    headers: { readonly id: string; readonly timestamp: string; readonly signature: string },
  ): DeliveryNews | null {
    const signed = this.#signed(payload, headers);
    if (signed === null) return null;
    if (!AnyEvent.safeParse(signed.event).success) throw new WebhookIsUnreadable();
    const event = EmailEvent.safeParse(signed.event);
    if (!event.success) return { outcome: null, providerId: null, isLasting: false };
    const { type, data } = event.data;
    return {
      outcome: OUTCOMES.get(type) ?? null,
      providerId: data.email_id,
      isLasting: data.bounce?.type !== 'Transient',
    };
  }

  /** What Resend has signed, whatever it is: another kind of event, or one of a later API. */
  #signed(payload: string, headers: Parameters<DeliveryNewsReader['read']>[1]): { readonly event: unknown } | null {
    try {
      return { event: this.#resend.webhooks.verify({ payload, headers, webhookSecret: this.#secret }) };
    } catch {
      // Whatever is wrong with it, it is not Resend's.
      return null;
    }
  }
}
