import { currentCause, runBecauseOf, type Cause } from '@souk/chassis/execution-context';
import type { Logger } from '@souk/chassis/logger';
import { DomainError } from '@souk/kernel/domain-error';
import type { OrderWork } from '../../application/ports/order-work.ts';

/** Orders that are worked for at the same time. Most of the work is waiting for the provider. */
const ORDERS_AT_ONCE = 64;

interface Job {
  readonly cause: Cause;
  readonly work: () => Promise<void>;
}

/** Work for orders inside this process. */
export class OrderQueue implements OrderWork {
  readonly #jobs = new Map<string, Job[]>();
  readonly #waiting: string[] = [];
  readonly #logger: Logger;
  readonly #running = new Set<Promise<void>>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  start(orderId: string, work: () => Promise<void>, causedBy?: string): void {
    const { id, traceparent } = currentCause();
    // Not as part of handling the message: an aggregate takes a message only once, and this may change it several times.
    const cause = { id: causedBy ?? id, correlationId: orderId, traceparent, message: null };
    const jobs = this.#jobs.get(orderId);
    if (jobs !== undefined) {
      jobs.push({ cause, work });
      return;
    }
    this.#jobs.set(orderId, [{ cause, work }]);
    this.#waiting.push(orderId);
    this.#fill();
  }

  isBusy(orderId: string): boolean {
    return this.#jobs.has(orderId);
  }

  /** Resolves when there is no work left. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #fill(): void {
    while (this.#running.size < ORDERS_AT_ONCE) {
      const orderId = this.#waiting.shift();
      if (orderId === undefined) return;
      const working = this.#workFor(orderId).then(() => {
        this.#running.delete(working);
        this.#fill();
      });
      this.#running.add(working);
    }
  }

  async #workFor(orderId: string): Promise<void> {
    const jobs = this.#jobs.get(orderId) ?? [];
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const { cause, work } = job;
      await runBecauseOf(cause, work).catch((error: unknown) => this.#report(error, orderId, cause));
    }
    this.#jobs.delete(orderId);
  }

  #report(error: unknown, orderId: string, { id, traceparent }: Cause): void {
    // A rule that said no will say no again: somebody has to look.
    const level = error instanceof DomainError && error.kind !== 'unavailable' ? 'error' : 'warn';
    this.#logger[level]({ correlationId: orderId, causedBy: id, traceparent, err: error }, 'work for an order failed');
  }
}
