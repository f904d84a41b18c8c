import type { Collection } from '../store.ts';

/** A delivery that has not succeeded yet; `since` is when it was asked for, in milliseconds. */
export interface PendingDelivery {
  readonly id: string;
  readonly since: number;
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
}

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 30_000;
const GIVE_UP_AFTER_MS = 3 * 24 * 3_600_000;
const TRY_TIMEOUT_MS = 10_000;
const CONCURRENT_TRIES = 32;
const REMEMBERED_ATTEMPTS = 100;

/**
 * Posts each webhook until its receiver answers 2xx: at least once, in no promised order, with exponential back-off for three days.
 * What is pending survives a restart. Nothing runs while nothing is pending.
 */
export class WebhookSender {
  readonly #url: string;
  readonly #pending: Collection<PendingDelivery>;
  readonly #message: (id: string) => WebhookMessage;
  readonly #queue: { delivery: PendingDelivery; attempt: number }[] = [];
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  readonly #attempts: DeliveryAttempt[] = [];

  constructor({ url, pending, message }: WebhookSenderOptions) {
    this.#url = url;
    this.#pending = pending;
    this.#message = message;
    for (const delivery of pending.values()) this.#enqueue(delivery, 1);
  }

  send(id: string): void {
    this.#enqueue(this.#pending.put(id, { id, since: Date.now() }), 1);
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

  /** Abandons the tries under way; they stay pending and are sent again after the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#queue.length = 0;
    await Promise.all(this.#running);
  }

  #enqueue(delivery: PendingDelivery, attempt: number): void {
    this.#queue.push({ delivery, attempt });
    this.#startNext();
  }

  #startNext(): void {
    if (this.#running.size >= CONCURRENT_TRIES) return;
    const next = this.#queue.shift();
    if (next === undefined) return;
    const run = this.#deliver(next.delivery, next.attempt).finally(() => {
      this.#running.delete(run);
      this.#startNext();
    });
    this.#running.add(run);
  }

  async #deliver(delivery: PendingDelivery, attempt: number): Promise<void> {
    const delivered = await this.#try(delivery.id, attempt);
    if (this.#closing.signal.aborted) return;
    if (delivered) this.#pending.delete(delivery.id);
    else if (Date.now() - delivery.since < GIVE_UP_AFTER_MS) this.#retryLater(delivery, attempt + 1);
  }

  #retryLater(delivery: PendingDelivery, attempt: number): void {
    const timer = setTimeout(
      () => {
        this.#waiting.delete(timer);
        this.#enqueue(delivery, attempt);
      },
      Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (attempt - 2)),
    );
    this.#waiting.add(timer);
  }

  async #try(id: string, attempt: number): Promise<boolean> {
    const { label, body, headers } = this.#message(id);
    const at = Date.now();
    const record = (delivered: boolean, answer: string) => {
      this.#attempts.push({ id, label, attempt, at, took: Date.now() - at, delivered, answer });
      if (this.#attempts.length > REMEMBERED_ATTEMPTS) this.#attempts.shift();
      return delivered;
    };
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers,
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.#closing.signal, AbortSignal.timeout(TRY_TIMEOUT_MS)]),
      });
      await response.arrayBuffer();
      return record(response.ok, String(response.status));
    } catch (error) {
      // Whatever kept the receiver from answering, the delivery is tried again and its reason is listed on the home page.
      return record(false, reasonOf(error));
    }
  }
}

/** `fetch` says only "fetch failed"; what happened is in its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
