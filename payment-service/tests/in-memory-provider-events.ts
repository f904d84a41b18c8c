import type { Clock } from '@souk/kernel/clock';
import { ProviderEventNotFound } from '../src/application/ports/provider-error.ts';
import type { ProviderEvent } from '../src/application/ports/provider-event.ts';
import type {
  ProviderEventFilter,
  ProviderEventPage,
  ProviderEvents,
  ProviderEventView,
} from '../src/application/ports/provider-events.ts';

type Row = ProviderEventView & Pick<ProviderEvent, 'news'>;

const TRY_AGAIN_MS = 10_000;

const later = (at: Date): Date => new Date(at.getTime() + TRY_AGAIN_MS);

/** Keeps the provider's events in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryProviderEvents implements ProviderEvents {
  readonly #rows = new Map<string, Row>();
  readonly #clock: Clock;

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  async add(event: ProviderEvent, at: Date): Promise<boolean> {
    if (this.#rows.has(event.id)) return false;
    const fate =
      event.news === null ? { processedAt: at, nextAttemptAt: null } : { processedAt: null, nextAttemptAt: later(at) };
    this.#rows.set(event.id, { ...event, receivedAt: at, attempts: 0, lastError: null, ...fate });
    return true;
  }

  async process({ id }: ProviderEvent, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const lastError = error instanceof Error ? error.message : String(error);
      if (this.#rows.get(id)?.processedAt === null) {
        this.#note(id, { lastError, nextAttemptAt: later(this.#clock.now()) });
      }
      throw error;
    }
    this.#note(id, { processedAt: this.#clock.now(), lastError: null, nextAttemptAt: null });
  }

  async reopen(id: string, at: Date): Promise<ProviderEvent | null> {
    const row = this.#rows.get(id);
    if (row === undefined) return null;
    if (row.news !== null) this.#rows.set(id, { ...row, processedAt: null, nextAttemptAt: later(at) });
    return eventOf(row);
  }

  async of(id: string): Promise<ProviderEventView> {
    const row = this.#rows.get(id);
    if (row === undefined) throw new ProviderEventNotFound();
    const { news, ...view } = row;
    return view;
  }

  async due(at: Date, limit: number): Promise<readonly ProviderEvent[]> {
    return [...this.#rows.values()]
      .flatMap((row) => (row.nextAttemptAt === null ? [] : [{ row, dueAt: row.nextAttemptAt.getTime() }]))
      .filter(({ dueAt }) => dueAt <= at.getTime())
      .sort((a, b) => a.dueAt - b.dueAt)
      .slice(0, limit)
      .map(({ row }) => eventOf(row));
  }

  async find(
    { orderId, isProcessed }: ProviderEventFilter,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<ProviderEventPage> {
    const found = [...this.#rows.values()]
      .filter((row) => orderId === undefined || row.orderId === orderId)
      .filter((row) => isProcessed === undefined || (row.processedAt !== null) === isProcessed)
      .sort((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime());
    return { data: found.slice(offset, offset + limit).map(({ news, ...view }) => view), count: found.length };
  }

  #note(id: string, outcome: Partial<Row>): void {
    const row = this.#rows.get(id);
    if (row !== undefined) this.#rows.set(id, { ...row, ...outcome, attempts: row.attempts + 1 });
  }
}

const eventOf = ({ id, type, createdAt, orderId, news }: Row): ProviderEvent => ({
  id,
  type,
  createdAt,
  orderId,
  news,
});
