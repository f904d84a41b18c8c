import type { Collection } from '../store.ts';
import { WebhookSender, type PendingDelivery, type WebhookMessage } from '../webhooks/webhook-sender.ts';
import type { Email, Mailbox } from './mailbox.ts';
import { deliveryEvent, isOutcome, outcomesFor } from './simulated-delivery.ts';
import { signingKey, svixHeaders } from './svix-signature.ts';

interface Endpoint {
  url: string;
  secret: string;
  enabledEvents: readonly string[] | null | undefined;
  signal: AbortSignal | undefined;
}

/**
 * Tells one endpoint what became of each message. Only the webhook's id is kept while it is pending: it names the message
 * and the outcome, from which every try makes the same body.
 */
export class DeliveryWebhooks {
  readonly #mailbox: Mailbox;
  readonly #key: Buffer;
  readonly #isEnabled: (type: string) => boolean;
  readonly #sender: WebhookSender;

  constructor(
    mailbox: Mailbox,
    pending: Collection<PendingDelivery>,
    { url, secret, enabledEvents, signal }: Endpoint,
  ) {
    this.#mailbox = mailbox;
    this.#key = signingKey(secret);
    this.#isEnabled = (type) => enabledEvents?.includes(type) ?? true;
    this.#sender = new WebhookSender({ url, pending, message: (id) => this.#message(id) });
    signal?.addEventListener('abort', () => void this.#sender.close());
  }

  publish(email: Email): void {
    for (const outcome of outcomesFor(email.public)) {
      if (this.#isEnabled(`email.${outcome}`)) this.#sender.send(`msg_${email.public.id}_${outcome}`);
    }
  }

  #message(id: string): WebhookMessage {
    const [, emailId = '', outcome = ''] = id.split('_');
    const email = this.#mailbox.email(emailId);
    if (email === undefined || !isOutcome(outcome)) {
      throw new Error(`The webhook ${id} names no known e-mail: remove the sandbox's data folder to start afresh.`);
    }
    const event = deliveryEvent(outcome, email.public);
    const body = JSON.stringify(event);
    return {
      label: event.type,
      body,
      headers: { 'content-type': 'application/json', ...svixHeaders(id, body, this.#key) },
    };
  }
}
