import type { Failures, LoginFailures } from '../src/application/ports/login-failures.ts';

/** Counts failures in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryLoginFailures implements LoginFailures {
  readonly #rows = new Map<string, Failures>();

  async of(email: string, at: Date): Promise<Failures | null> {
    return this.#running(email, at);
  }

  async add(email: string, at: Date, until: Date): Promise<Failures> {
    const running = this.#running(email, at);
    const row = running === null ? { count: 1, until } : { ...running, count: running.count + 1 };
    this.#rows.set(email, row);
    return row;
  }

  async clear(email: string): Promise<void> {
    this.#rows.delete(email);
  }

  async forgetExpired(at: Date): Promise<void> {
    for (const [email, { until }] of this.#rows) if (until <= at) this.#rows.delete(email);
  }

  #running(email: string, at: Date): Failures | null {
    const row = this.#rows.get(email);
    return row !== undefined && row.until > at ? row : null;
  }
}
