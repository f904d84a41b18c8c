import type { Clock } from '@souk/kernel/clock';
import { eachOnItsOwn } from '@souk/kernel/each-on-its-own';

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** Of more rows than these, the oldest failures are forgotten, so that they are tried again. */
const MAX_REMEMBERED = 1_000;

interface Failure {
  readonly pause: number;
  readonly until: number;
}

/**
 * Works through rows that a sweep has found, each on its own: one that fails waits for longer and longer and is left out meanwhile, and
 * the others go on.
 */
export class RowByRow<Row> {
  readonly #clock: Clock;
  readonly #idOf: (row: Row) => string;
  readonly #failures = new Map<string, Failure>();

  constructor({ clock, idOf }: { clock: Clock; idOf: (row: Row) => string }) {
    this.#clock = clock;
    this.#idOf = idOf;
  }

  /** The rows not to look for now. */
  waiting(): string[] {
    const now = this.#clock.now().getTime();
    return [...this.#failures].flatMap(([id, { until }]) => (until > now ? [id] : []));
  }

  /** @throws RowsFailed after the last row. */
  async run(rows: readonly Row[], work: (row: Row) => Promise<void>): Promise<void> {
    const worked = async (row: Row) => {
      try {
        await work(row);
        this.#failures.delete(this.#idOf(row));
      } catch (error) {
        this.#remember(this.#idOf(row));
        throw error;
      }
    };
    await eachOnItsOwn(rows, worked, { nameOf: this.#idOf });
  }

  #remember(id: string): void {
    const pause = Math.min(LONGEST_PAUSE_MS, 2 * (this.#failures.get(id)?.pause ?? FIRST_PAUSE_MS / 2));
    this.#failures.delete(id);
    this.#failures.set(id, { pause, until: this.#clock.now().getTime() + pause });
    for (const oldest of this.#failures.keys()) {
      if (this.#failures.size <= MAX_REMEMBERED) break;
      this.#failures.delete(oldest);
    }
  }
}
