import type { WebhookStrike } from '../faults/faults.ts';
import type { Collection } from '../store.ts';
import { deliveryPlan } from './delivery-plan.ts';
import { Receiver } from './receiver.ts';

/** A delivery that has not succeeded yet; `since` is when it was asked for, in milliseconds. */
export interface PendingDelivery {
  readonly id: string;
  readonly since: number;
  /** Not to be sent before this time. */
  readonly notBefore?: number;
  /** Deliveries to be made besides the one that counts. */
  readonly copies?: number;
  /** Lost on purpose: it waits for `sendAgain`. */
  readonly dropped?: boolean;
}

interface Delivery {
  readonly pending: PendingDelivery;
  /** The place among all deliveries since the start, the same for every try. */
  readonly order: number;
  readonly attempt: number;
  /** Only a real one is tried again, and settles what is pending. */
  readonly kind: 'real' | 'copy' | 'forged';
}

/** What goes over the wire for one try; `label` is what people read in the list of deliveries. */
export interface WebhookMessage {
  readonly label: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** One finished try, kept in memory for the pages. `at` is in milliseconds since the epoch, `took` in milliseconds. */
export interface DeliveryAttempt {
  readonly id: string;
  readonly label: string;
  readonly attempt: number;
  readonly at: number;
  readonly took: number;
  readonly delivered: boolean;
  readonly answer: string;
}

export interface WebhookSenderOptions {
  readonly url: string;
  readonly pending: Collection<PendingDelivery>;
  /** Called at each try, so that every try carries a fresh signature. */
  readonly message: (id: string) => WebhookMessage;
  /** A message that looks like that of `id` and that no receiver may believe. */
  readonly forged: (id: string) => WebhookMessage;
  /** The faults that strike the next event; none unless given. */
  readonly strikes?: (() => readonly WebhookStrike[]) | undefined;
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 30_000;
const GIVE_UP_AFTER_MS = 3 * 24 * 3_600_000;
const CONCURRENT_TRIES = 32;
const REMEMBERED_ATTEMPTS = 100;

/**
 * Posts each webhook until its receiver answers 2xx: at least once, in no promised order, with exponential back-off for three days.
 * What is pending survives a restart. Nothing runs while nothing is pending. Faults strike an event once, when it is sent first.
 */
export class WebhookSender {
  readonly #receiver: Receiver;
  readonly #pending: Collection<PendingDelivery>;
  readonly #message: (id: string) => WebhookMessage;
  readonly #forged: (id: string) => WebhookMessage;
  readonly #strikes: () => readonly WebhookStrike[];
  readonly #queue: Delivery[] = [];
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  readonly #attempts: DeliveryAttempt[] = [];
  #sent = 0;
  #isClosed = false;
  /** What waits to be overtaken. */
  #held: Delivery | undefined;

  constructor({ url, pending, message, forged, strikes = () => [] }: WebhookSenderOptions) {
    this.#receiver = new Receiver(url);
    this.#pending = pending;
    this.#message = message;
    this.#forged = forged;
    this.#strikes = strikes;
    for (const delivery of pending.values()) this.#start(delivery);
  }

  send(id: string): void {
    const { dropped, delay, hold, copies, forgeries } = deliveryPlan(this.#strikes());
    const since = Date.now();
    const pending = this.#pending.put(id, {
      id,
      since,
      ...(dropped && { dropped }),
      ...(delay > 0 && { notBefore: since + delay }),
      ...(copies > 0 && { copies }),
    });
    for (let made = 0; made < forgeries; made += 1) this.#enqueue({ ...this.#first(pending), kind: 'forged' });
    this.#start(pending, delay > 0 ? 0 : hold);
  }

  /** Sends what was sent, or dropped, before; no fault strikes it. */
  sendAgain(id: string): void {
    this.#start(this.#pending.put(id, { id, since: Date.now() }));
  }

  /** Oldest first. */
  pending(): PendingDelivery[] {
    return this.#pending.values();
  }

  isPending(id: string): boolean {
    return this.#pending.get(id) !== undefined;
  }

  pendingCount(): number {
    return this.#pending.values().length;
  }

  /** Newest first. */
  recentAttempts(): DeliveryAttempt[] {
    return this.#attempts.toReversed();
  }

  /** Abandons the tries in progress; they stay pending and are sent again after the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#queue.length = 0;
    this.#receiver.close();
    await Promise.all(this.#running);
  }

  #start(pending: PendingDelivery, hold = 0): void {
    const { dropped = false, notBefore = 0, copies = 0 } = pending;
    if (dropped) return;
    const first = this.#first(pending);
    const wait = notBefore - Date.now();
    if (wait > 0) this.#later(wait, () => this.#enqueue(first));
    else if (hold > 0 && this.#held === undefined) this.#hold(first, hold);
    else this.#enqueue(first);
    for (let made = 0; made < copies; made += 1) this.#enqueue({ ...first, kind: 'copy' });
  }

  #first(pending: PendingDelivery): Delivery {
    return { pending, order: ++this.#sent, attempt: 1, kind: 'real' };
  }

  #hold(delivery: Delivery, longest: number): void {
    this.#held = delivery;
    this.#later(longest, () => {
      if (this.#held === delivery) this.#release(delivery);
    });
  }

  #release(delivery: Delivery): void {
    this.#held = undefined;
    this.#enqueue(delivery);
  }

  #enqueue(delivery: Delivery): void {
    this.#queue.push(delivery);
    // Not before what it tells of is in the journal.
    queueMicrotask(() => this.#startNext());
  }

  #startNext(): void {
    if (this.#running.size >= CONCURRENT_TRIES) return;
    const next = this.#queue.shift();
    if (next === undefined) return;
    const run = this.#deliver(next).finally(() => {
      this.#running.delete(run);
      this.#startNext();
    });
    this.#running.add(run);
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { pending, order, attempt, kind } = delivery;
    const delivered = await this.#try(delivery);
    if (this.#isClosed || kind !== 'real') return;
    if (this.#held !== undefined && this.#held.order < order) this.#release(this.#held);
    if (delivered) this.#pending.delete(pending.id);
    else if (Date.now() - pending.since < GIVE_UP_AFTER_MS) {
      const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 1));
      this.#later(pause, () => this.#enqueue({ ...delivery, attempt: attempt + 1 }));
    }
  }

  #later(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      act();
    }, milliseconds);
    this.#waiting.add(timer);
  }

  async #try({ pending: { id }, attempt, kind }: Delivery): Promise<boolean> {
    const message = kind === 'forged' ? this.#forged(id) : this.#message(id);
    const { body, headers } = message;
    const label = kind === 'real' ? message.label : `${message.label} (${kind})`;
    const at = Date.now();
    const record = (delivered: boolean, answer: string) => {
      this.#attempts.push({ id, label, attempt, at, took: Date.now() - at, delivered, answer });
      if (this.#attempts.length > REMEMBERED_ATTEMPTS) this.#attempts.shift();
      return delivered;
    };
    try {
      const status = await this.#receiver.post(headers, body);
      return record(status >= 200 && status < 300, String(status));
    } catch (error) {
      // Whatever kept the receiver from answering, the delivery is tried again and its reason is listed on the home page.
      return record(false, error instanceof Error ? error.message : String(error));
    }
  }
}
