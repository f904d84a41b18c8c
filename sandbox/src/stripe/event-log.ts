import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type Stripe from 'stripe';
import type { WebhookStrike } from '../faults/faults.ts';
import type { Collection, Store } from '../store.ts';
import { WebhookSender, type WebhookMessage } from '../webhooks/webhook-sender.ts';
import { event, thinEvent, type Cause, type EventType, type StoredEvent, type ThinEvent } from './objects/event.ts';
import { newId, now } from './objects/identity.ts';

export interface WebhookEndpoint {
  readonly webhookUrl: string | null;
  readonly webhookSecret: string;
  /** The types of event that it is told of; all by default. */
  readonly enabledEvents?: readonly string[] | null;
  /** The faults that strike the next webhook. */
  readonly strikes?: () => readonly WebhookStrike[];
}

/** Every event that happened, and the one webhook endpoint that is told of those it is subscribed to. */
export class EventLog {
  readonly #events: Collection<StoredEvent>;
  readonly #thin: Collection<ThinEvent>;
  readonly #isEnabled: (type: string) => boolean;
  readonly webhooks: WebhookSender | null;

  constructor(store: Store, { webhookUrl, webhookSecret, enabledEvents, strikes }: WebhookEndpoint) {
    this.#events = store.collection('stripe.events');
    this.#thin = store.collection('stripe.thin_events');
    this.#isEnabled = (type) => enabledEvents?.includes(type) ?? true;
    // The secret is the key as it is, `whsec_` included.
    const key = createSecretKey(webhookSecret, 'utf8');
    const forgersKey = createSecretKey(`${webhookSecret}_forged`, 'utf8');
    this.webhooks =
      webhookUrl === null
        ? null
        : new WebhookSender({
            url: webhookUrl,
            pending: store.collection('stripe.deliveries'),
            message: (id) => webhookMessage(this.#toDeliver(id), key),
            forged: (id) => webhookMessage(forgery(this.#toDeliver(id)), forgersKey),
            strikes,
          });
  }

  /** Records that something happened to `object` and starts telling the endpoint. `previous`: the changed fields as they were. */
  emit(type: EventType, object: object, cause: Cause, previous?: object): void {
    const data = previous === undefined ? { object } : { object, previous_attributes: previous };
    const happened = event(type, data, cause);
    this.#events.put(happened.id, happened);
    if (this.#isEnabled(type)) this.webhooks?.send(happened.id);
  }

  /**
   * Tells the endpoint of something in the newer, thin form, which names an object and says nothing of it
   * (https://docs.stripe.com/event-destinations#thin-payload). The list of events does not show it.
   */
  emitThin(type: string, related: ThinEvent['related_object']): ThinEvent {
    const told = thinEvent(type, related);
    this.#thin.put(told.id, told);
    this.webhooks?.send(told.id);
    return told;
  }

  find(id: string): Stripe.EventBase | undefined {
    const found = this.#events.get(id);
    return found && this.shown(found);
  }

  newestFirst(): StoredEvent[] {
    return this.#events.values().reverse();
  }

  /** The event as the API shows it now. */
  shown(stored: StoredEvent): Stripe.EventBase {
    return { ...stored, pending_webhooks: this.isDelivered(stored.id) ? 0 : 1 };
  }

  isDelivered(id: string): boolean {
    return this.webhooks?.isPending(id) !== true;
  }

  async close(): Promise<void> {
    await this.webhooks?.close();
  }

  #toDeliver(id: string): Stripe.EventBase | ThinEvent {
    const found = this.find(id) ?? this.#thin.get(id);
    if (found !== undefined) return found;
    throw new Error(
      `Event ${id} is to be delivered but is not in the journal; remove the sandbox folder and start again.`,
    );
  }
}

function webhookMessage(told: Stripe.EventBase | ThinEvent, key: KeyObject): WebhookMessage {
  const body = JSON.stringify(told);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    'stripe-signature': signature(body, key),
  };
  return { label: told.type, body, headers };
}

/** An event that never happened: the same with other amounts, under an id of its own. */
function forgery(real: Stripe.EventBase | ThinEvent): Stripe.EventBase | ThinEvent {
  if (!('data' in real)) return { ...real, id: newId('evt') };
  const fields = Object.entries(real.data.object).map(([name, value]: [string, unknown]): [string, unknown] => [
    name,
    name.startsWith('amount') && typeof value === 'number' ? value * 10 + 1 : value,
  ]);
  return { ...real, id: newId('evt'), data: { ...real.data, object: Object.fromEntries(fields) } };
}

/** https://docs.stripe.com/webhooks#verify-manually */
function signature(body: string, key: KeyObject): string {
  const timestamp = now();
  const hmac = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${hmac}`;
}
