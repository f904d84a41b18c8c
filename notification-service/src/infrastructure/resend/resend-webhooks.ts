import { Resend } from 'resend';
import type { DeliveryNews, DeliveryNewsReader } from '../../application/ports/delivery-news.ts';

const OUTCOMES: ReadonlyMap<string, DeliveryNews['outcome']> = new Map([
  ['email.delivered', 'delivered'],
  ['email.bounced', 'bounced'],
  ['email.complained', 'complained'],
]);

/** What this service has to be told of: the subscription of its webhook. */
export const RESEND_EVENTS = [...OUTCOMES.keys()];

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
    try {
      const { type, data } = this.#resend.webhooks.verify({ payload, headers, webhookSecret: this.#secret });
      return { outcome: OUTCOMES.get(type) ?? null, providerId: 'email_id' in data ? data.email_id : null };
    } catch {
      // Whatever is wrong with it, it is not Resend's.
      return null;
    }
  }
}
