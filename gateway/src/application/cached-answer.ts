import type { Clock } from '@souk/kernel/clock';

export interface CachedAnswerOptions<T> {
  readonly clock: Clock;
  ask(): Promise<T>;
  /** How many milliseconds an answer may be given again. */
  freshFor(answer: T): number;
}

/** Asks a question that is asked often only now and then, and only once at a time. */
export class CachedAnswer<T> {
  readonly #options: CachedAnswerOptions<T>;
  #kept: { readonly answer: T; readonly until: number } | null = null;
  #asking: Promise<T> | null = null;

  constructor(options: CachedAnswerOptions<T>) {
    this.#options = options;
  }

  get(): Promise<T> {
    if (this.#kept !== null && this.#kept.until > this.#now()) return Promise.resolve(this.#kept.answer);
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    return this.#asking;
  }

  async #ask(): Promise<T> {
    const answer = await this.#options.ask();
    this.#kept = { answer, until: this.#now() + this.#options.freshFor(answer) };
    return answer;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}
