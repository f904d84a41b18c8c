import type { Clock } from '@souk/kernel/clock';

/** How long a buyer may be refused although other processes have given pieces back. */
const KNOWN_FOR_MS = 250;
const MOST_KNOWN = 1_000;

/** The last known availability of SKUs that ran short, so that later buyers need not ask the database. */
export class KnownAvailability {
  readonly #clock: Clock;
  readonly #known = new Map<string, { readonly available: number; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Null when it is not known. */
  of(sku: string): number | null {
    const known = this.#known.get(sku);
    if (known === undefined) return null;
    if (known.until > this.#clock.now().getTime()) return known.available;
    this.#known.delete(sku);
    return null;
  }

  note(sku: string, available: number): void {
    this.#known.delete(sku);
    this.#known.set(sku, { available, until: this.#clock.now().getTime() + KNOWN_FOR_MS });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_KNOWN) break;
      this.#known.delete(oldest);
    }
  }

  /** So many have just been taken. Does not make what is known any younger. */
  take(sku: string, quantity: number): void {
    const known = this.#known.get(sku);
    if (known !== undefined) this.#known.set(sku, { ...known, available: known.available - quantity });
  }

  /** Its stock has changed. */
  forget(sku: string): void {
    this.#known.delete(sku);
  }
}
