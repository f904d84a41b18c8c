import type { Clock } from '@souk/kernel/clock';

interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly expiresAt: number;
  weight: number;
}

export interface ExpiringCacheOptions<Value> {
  readonly clock: Clock;
  /** How long an entry is given out, in milliseconds. */
  readonly lifetime: number;
  /** What was asked for longest ago goes when all together weigh more. */
  readonly maxWeight: number;
  /** 1 by default, so that `maxWeight` is a number of entries. */
  readonly weigh?: (value: Value) => number;
}

/**
 * Keeps what is asked for often for a while, and when that is too much, what was asked for last. Those who ask while an entry is being loaded wait for that load; after
 * `clear` nobody is given what was loaded, or began to be, before.
 */
export class ExpiringCache<Value> {
  readonly #options: ExpiringCacheOptions<Value>;
  readonly #entries = new Map<string, Entry<Value>>();
  #weight = 0;

  constructor(options: ExpiringCacheOptions<Value>) {
    this.#options = options;
  }

  read(key: string, load: () => Promise<Value>): Promise<Value> {
    return this.#fresh(key) ?? this.#keep(key, load());
  }

  /** The values of several keys, in their order; the missing ones are loaded together, and are `absent` when not found. */
  readAll(
    keys: readonly string[],
    load: (missing: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
    absent: Value,
  ): Promise<readonly Value[]> {
    const known = keys.map((key) => this.#fresh(key));
    const missing = keys.filter((_key, index) => known[index] === null);
    const loaded = missing.length === 0 ? Promise.resolve(new Map<string, Value>()) : load(missing);
    return Promise.all(
      keys.map(
        (key, index) =>
          known[index] ??
          this.#keep(
            key,
            loaded.then((values) => values.get(key) ?? absent),
          ),
      ),
    );
  }

  clear(): void {
    this.#entries.clear();
    this.#weight = 0;
  }

  #fresh(key: string): Promise<Value> | null {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.expiresAt <= this.#now()) return null;
    // To the end: a map is in the order in which its entries were set.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  #keep(key: string, value: Promise<Value>): Promise<Value> {
    const { lifetime, weigh = () => 1 } = this.#options;
    const entry = { value, expiresAt: this.#now() + lifetime, weight: 0 };
    this.#forget(key);
    this.#entries.set(key, entry);
    value.then(
      (loaded) => {
        if (this.#entries.get(key) !== entry) return;
        entry.weight = weigh(loaded);
        this.#weight += entry.weight;
        this.#forgetOldest();
      },
      () => {
        // Whoever asked is told of the failure; the next one tries again.
        if (this.#entries.get(key) === entry) this.#forget(key);
      },
    );
    return value;
  }

  #forget(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }

  #forgetOldest(): void {
    for (const key of this.#entries.keys()) {
      if (this.#weight <= this.#options.maxWeight) return;
      this.#forget(key);
    }
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}
