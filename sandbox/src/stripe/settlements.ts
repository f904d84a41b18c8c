import type { Collection } from '../store.ts';
import { DueTimer } from './due-timer.ts';

/** What is to be settled and when, in seconds since the epoch. */
export interface Settlement {
  readonly id: string;
  readonly at: number;
}

/** Settles things a while after they were started, also when there was a restart in between. */
export class Settlements {
  readonly #due: Collection<Settlement>;
  readonly #timer: DueTimer;

  /** `settle` is called when an id is due, and again after a restart when the process was killed meanwhile. */
  constructor(due: Collection<Settlement>, settle: (id: string) => void) {
    this.#due = due;
    this.#timer = new DueTimer((id) => {
      settle(id);
      due.delete(id);
    });
    for (const { id, at } of due.values()) this.#timer.set(id, at);
  }

  schedule(id: string, afterMs: number): void {
    const { at } = this.#due.put(id, { id, at: (Date.now() + afterMs) / 1000 });
    this.#timer.set(id, at);
  }

  cancel(id: string): void {
    this.#due.delete(id);
    this.#timer.delete(id);
  }

  close(): void {
    this.#timer.close();
  }
}
