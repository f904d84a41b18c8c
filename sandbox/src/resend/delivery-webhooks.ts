import { createSecretKey, randomUUID, type KeyObject } from 'node:crypto';
import type { WebhookStrike } from '../faults/faults.ts';
import type { Collection } from '../store.ts';
import { WebhookSender, type PendingDelivery, type WebhookMessage } from '../webhooks/webhook-sender.ts';
import type { Email, Mailbox } from './mailbox.ts';
import { deliveryEvent, isOutcome, outcomesFor } from './simulated-delivery.ts';
import { signingKey, svixHeaders } from './svix-signature.ts';

type DeliveryEvent = ReturnType<typeof deliveryEvent>;
type Told = Pick<DeliveryEvent, 'type' | 'data'>;

const FORGERS_KEY = createSecretKey('not the key of the endpoint', 'utf8');

interface Endpoint {
  url: string;
  secret: string;
  enabledEvents: readonly string[] | null | undefined;
  strikes: (() => readonly WebhookStrike[]) | undefined;
  signal: AbortSignal | undefined;
}

/**
 * Tells one endpoint what became of each message. Only the webhook's id is kept while it is pending: it names the message
 * and the outcome, from which every try makes the same body.
 */
export class DeliveryWebhooks {
  readonly #mailbox: Mailbox;
  readonly #key: KeyObject;
  readonly #isEnabled: (type: string) => boolean;
  readonly #sender: WebhookSender;

  constructor(
    mailbox: Mailbox,
    pending: Collection<PendingDelivery>,
    { url, secret, enabledEvents, strikes, signal }: Endpoint,
  ) {
    this.#mailbox = mailbox;
    this.#key = signingKey(secret);
    this.#isEnabled = (type) => enabledEvents?.includes(type) ?? true;
    this.#sender = new WebhookSender({
      url,
      pending,
      message: (id) => message(id, this.#event(id), this.#key),
      forged: (id) => message(`msg_${randomUUID()}`, forgery(this.#event(id)), FORGERS_KEY),
      strikes,
    });
    signal?.addEventListener('abort', () => void this.#sender.close());
  }

  publish(email: Email): void {
    for (const outcome of outcomesFor(email.public)) {
      if (this.#isEnabled(`email.${outcome}`)) this.#sender.send(`msg_${email.public.id}_${outcome}`);
    }
  }

  /** What has not been acknowledged yet. */
  pending(): PendingDelivery[] {
    return this.#sender.pending();
  }

  sendAgain(id: string): void {
    this.#sender.sendAgain(id);
  }

  #event(id: string): DeliveryEvent {
    const [, emailId = '', outcome = ''] = id.split('_');
    const email = this.#mailbox.email(emailId);
    if (email === undefined || !isOutcome(outcome)) {
      throw new Error(`The webhook ${id} names no known e-mail: remove the sandbox's data folder to start over.`);
    }
    return deliveryEvent(outcome, email.public);
  }
}

function message(id: string, event: Told, key: KeyObject): WebhookMessage {
  const body = JSON.stringify(event);
  const headers = { 'content-type': 'application/json', ...svixHeaders(id, body, key) };
  return { label: event.type, body, headers };
}

/** News of a message to somebody else, which was never sent. */
function forgery(event: DeliveryEvent): Told {
  const data = { ...event.data, email_id: randomUUID(), to: ['somebody.else@resend.dev'] };
  return { ...event, data };
}
