/**
 * Lets all who wrote since the last flush share the next one: a flush costs the same for one write as for a hundred.
 * Runs one flush at a time; whoever asks while it runs waits for the one after it.
 */
export class GroupCommit {
  readonly #flush: () => Promise<void>;
  #next: PromiseWithResolvers<void> | undefined;
  #running: Promise<void> | undefined;

  /** A `flush` that fails must have undone everything not yet flushed: all who wait are told that theirs failed. */
  constructor(flush: () => Promise<void>) {
    this.#flush = flush;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Resolves when everything written before this call is flushed. */
  commit(): Promise<void> {
    this.#next ??= Promise.withResolvers();
    this.#running ??= this.#run();
    return this.#next.promise;
  }

  /** Resolves when no flush runs and none is asked for. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // All requests that arrived in one piece are handled before the first flush begins, so they share it.
    await Promise.resolve();
    while (this.#next) {
      const current = this.#next;
      this.#next = undefined;
      try {
        await this.#flush();
        current.resolve();
      } catch (error) {
        current.reject(error);
        this.#failWaiting(error);
      }
    }
    this.#running = undefined;
  }

  #failWaiting(error: unknown): void {
    this.#next?.reject(error);
    this.#next = undefined;
  }
}
