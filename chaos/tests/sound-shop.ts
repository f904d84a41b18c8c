import type { Evidence, LoggedEvent } from '../src/evidence.ts';
import type { AggregateRow, EventRow } from '../src/evidence/stored-rows.ts';

const OPENED = Date.parse('2026-01-01T09:00:00Z');
/** Between two things that happen, so that Stripe's whole seconds tell them apart. */
const STEP_MS = 2_000;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Item)[] ? Item[] : T[Key] };

const nothing = (): Mutable<Evidence> => ({
  readAt: new Date(OPENED + 20 * 60_000),
  history: [],
  users: [],
  carts: [],
  orders: [],
  timeline: [],
  reservations: [],
  stock: [],
  movements: [],
  payments: [],
  providerEvents: [],
  emails: [],
  aggregates: [],
  kept: [],
  events: [],
  prunedTopics: [],
  positions: [],
  stripe: { sessions: [], intents: [], charges: [], refunds: [], disputes: [], events: [] },
  mailbox: [],
});

export interface Aggregate {
  readonly service: string;
  readonly collection: string;
  readonly id: string;
}

interface Said {
  readonly type: string;
  readonly topic: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly because: EventRow | string;
}

/** A shop in which everything goes right: what happens is told to it, and it keeps the books as the platform would. */
export class SoundShop {
  readonly books = nothing();
  #ids = 0;
  #now = OPENED;

  id(): string {
    return `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`;
  }

  get milliseconds(): number {
    return this.#now;
  }

  get seconds(): number {
    return Math.floor(this.#now / 1000);
  }

  pass(): void {
    this.#now += STEP_MS;
  }

  aggregate({ service, collection, id }: Aggregate): AggregateRow {
    const { aggregates } = this.books;
    const known = aggregates.find((row) => row.service === service && row.collection === collection && row._id === id);
    if (known !== undefined) return known;
    const row = { service, collection, _id: id, version: 1, sequences: {}, outbox: [], inbox: [], seen: {} };
    aggregates.push(row);
    return row;
  }

  /** The aggregate handles a message. */
  apply(aggregate: Aggregate, event: EventRow): void {
    const row = this.aggregate(aggregate);
    row.inbox.push(event.id);
    const topic = this.books.events.find((entry) => entry.event === event)?.topic ?? '';
    if (event.subject === row._id) row.seen[topic] = event.sequence;
  }

  /** The aggregate decides something and publishes it, having handled what it does so because of. */
  say(aggregate: Aggregate, { type, topic, data, because }: Said): EventRow {
    this.pass();
    const isMessage = typeof because !== 'string';
    if (isMessage) this.apply(aggregate, because);
    const { sequences, service } = this.aggregate(aggregate);
    const sequence = (sequences[topic] ?? 0) + 1;
    sequences[topic] = sequence;
    const event: EventRow = {
      id: this.id(),
      source: `/${service}`,
      type,
      subject: aggregate.id,
      time: new Date(this.#now).toISOString(),
      sequence,
      causationid: isMessage ? because.id : because,
      data: { ...data },
    };
    const { events, timeline } = this.books;
    const offset = events.filter((entry) => entry.topic === topic).length;
    events.push({ topic, partition: 0, offset, key: event.subject, event } satisfies LoggedEvent);
    const isTimed = ['order-events', 'inventory-updates', 'payment-events', 'notification-events'].includes(topic);
    if (isTimed && typeof data['orderId'] === 'string') timeline.push({ _id: event.id, orderId: data['orderId'] });
    return event;
  }

  mail(because: EventRow, { to, template, orderId }: { to: string; template: string; orderId: string | null }): void {
    const { emails, mailbox } = this.books;
    const [id, providerId] = [`${because.id}:${template}`, this.id()];
    emails.push({ id, to, status: 'sent', round: 1, providerId, nextAttemptAt: null });
    mailbox.push({ id: providerId, to: [to], subject: template });
    const email = { service: 'notification-service', collection: 'emails', id };
    this.say(email, { type: 'email.sent.v1', topic: 'notification-events', data: { orderId, template }, because });
  }

  ask(
    who: string,
    method: string,
    path: string,
    about: { key?: string; body?: unknown; status?: number; reply?: unknown } = {},
  ): void {
    const { key = null, body = null, status = 200, reply = null } = about;
    this.books.history.push({ who, startedAt: this.#now, endedAt: this.#now, method, path, key, body, status, reply });
  }

  /** Stripe tells of something, and payment-service takes it in. */
  stripeSays(type: string, objectId: string, orderId: string): string {
    const id = `evt_${++this.#ids}`;
    this.#stripe('events', { id, type, created: this.seconds, objectId, orderId });
    this.books.providerEvents.push({ _id: id, type, orderId, processedAt: new Date(this.#now), lastError: null });
    return id;
  }

  stripeAdds<Kind extends 'sessions' | 'intents' | 'charges' | 'refunds' | 'disputes'>(
    kind: Kind,
    row: Evidence['stripe'][Kind][number],
  ): void {
    this.#stripe(kind, row);
  }

  endSession(id: string, status: string): void {
    const sessions = this.books.stripe.sessions.map((session) =>
      session.id === id ? { ...session, status } : session,
    );
    this.books.stripe = { ...this.books.stripe, sessions };
  }

  #stripe<Kind extends keyof Evidence['stripe']>(kind: Kind, row: Evidence['stripe'][Kind][number]): void {
    this.books.stripe = { ...this.books.stripe, [kind]: [...this.books.stripe[kind], row] };
  }
}
