/** Lets many work at once, or one alone. Who wants to be alone goes before those who come later. */
export class ReadWriteLock {
  readonly #shared = new Set<Promise<unknown>>();
  #alone: Promise<unknown> | null = null;

  async shared<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#alone !== null) await this.#alone;
    const running = work();
    this.#shared.add(running);
    try {
      return await running;
    } finally {
      this.#shared.delete(running);
    }
  }

  async exclusive<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#alone !== null) await this.#alone;
    const { promise, resolve } = Promise.withResolvers<null>();
    this.#alone = promise;
    try {
      await Promise.allSettled(this.#shared);
      return await work();
    } finally {
      this.#alone = null;
      resolve(null);
    }
  }
}
