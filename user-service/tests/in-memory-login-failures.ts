import type { FailureKey, Failures, LoginFailures } from '../src/application/ports/login-failures.ts';

/** Counts failures in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryLoginFailures implements LoginFailures {
  readonly #rows = new Map<string, Failures>();

  async of(key: FailureKey, at: Date): Promise<Failures | null> {
    return this.#running(key, at);
  }

  async add(key: FailureKey, at: Date, until: Date): Promise<Failures> {
    const running = this.#running(key, at);
    const row = running === null ? { count: 1, until } : { ...running, count: running.count + 1 };
    this.#rows.set(idOf(key), row);
    return row;
  }

  async clear(key: FailureKey): Promise<void> {
    this.#rows.delete(idOf(key));
  }

  async forgetExpired(at: Date): Promise<void> {
    for (const [id, { until }] of this.#rows) if (until <= at) this.#rows.delete(id);
  }

  #running(key: FailureKey, at: Date): Failures | null {
    const row = this.#rows.get(idOf(key));
    return row !== undefined && row.until > at ? row : null;
  }
}

const idOf = (key: FailureKey): string => JSON.stringify(key);
