import { TooManyPasswordsAtOnce } from '../../application/ports/password-error.ts';

const MAX_WAITING = 100;

/** Lets a few tasks run at once, a hundred wait, and refuses the rest: each hash takes 19 MiB and a thread of the pool. */
export class WorkQueue {
  readonly #concurrency: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** @throws TooManyPasswordsAtOnce */
  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.#takeSlot();
    try {
      return await task();
    } finally {
      this.#passSlotOn();
    }
  }

  async #takeSlot(): Promise<void> {
    if (this.#running < this.#concurrency) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= MAX_WAITING) throw new TooManyPasswordsAtOnce();
    await new Promise<void>((granted) => this.#waiting.push(granted));
  }

  #passSlotOn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running--;
    else next();
  }
}
