import type { Clock } from '@souk/kernel/clock';
import type { PageFound, PageWanted } from '@souk/kernel/page';
import { ProviderEventNotFound } from '../src/application/ports/provider-error.ts';
import type { ProviderEvent } from '../src/application/ports/provider-event.ts';
import type {
  ProviderEventFilter,
  ProviderEvents,
  ProviderEventView,
} from '../src/application/ports/provider-events.ts';
import { nextTryAfter, type EventOutcome, type Wait } from '../src/application/provider-event-fate.ts';

interface Row {
  readonly event: ProviderEvent;
  readonly view: ProviderEventView;
  readonly wait: Wait;
}

const TRY_AGAIN_MS = 10_000;

const waitingFrom = (at: Date) =>
  ({ state: 'waiting', processedAt: null, nextAttemptAt: new Date(at.getTime() + TRY_AGAIN_MS) }) as const;

/** Keeps the provider's events in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryProviderEvents implements ProviderEvents {
  readonly #rows = new Map<string, Row>();
  readonly #clock: Clock;

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  async add(event: ProviderEvent, at: Date): Promise<boolean> {
    if (this.#rows.has(event.id)) return false;
    const { news, ignoredBecause: reason, ...told } = event;
    const fate =
      news === null ? ({ state: 'ignored', processedAt: at, nextAttemptAt: null } as const) : waitingFrom(at);
    const view = { ...told, receivedAt: at, reason, attempts: 0, lastError: null, ...fate };
    this.#rows.set(event.id, { event, view, wait: { waitingSince: at, refusedSince: null } });
    return true;
  }

  async process({ id }: ProviderEvent, work: () => Promise<EventOutcome>): Promise<void> {
    try {
      const outcome = await work();
      const reason = outcome.state === 'ignored' ? outcome.reason : null;
      const done = { state: outcome.state, reason, lastError: null, nextAttemptAt: null };
      this.#note(id, { ...done, processedAt: this.#clock.now() });
    } catch (error) {
      const row = this.#rows.get(id);
      if (row?.view.processedAt === null) {
        const { refusedSince, ...fate } = nextTryAfter(error, row.wait, this.#clock.now());
        this.#rows.set(id, { ...row, wait: { ...row.wait, refusedSince } });
        this.#note(id, { lastError: error instanceof Error ? error.message : String(error), ...fate });
      }
      throw error;
    }
  }

  async reopen(id: string, at: Date): Promise<ProviderEvent | null> {
    const row = this.#rows.get(id);
    if (row === undefined) return null;
    if (row.event.news !== null) {
      const view = { ...row.view, ...waitingFrom(at), reason: null };
      this.#rows.set(id, { ...row, view, wait: { waitingSince: at, refusedSince: null } });
    }
    return row.event;
  }

  async of(id: string): Promise<ProviderEventView> {
    const row = this.#rows.get(id);
    if (row === undefined) throw new ProviderEventNotFound();
    return row.view;
  }

  async due(at: Date, page: PageWanted): Promise<PageFound<ProviderEvent>> {
    const due = [...this.#rows.values()]
      .flatMap(({ event, view: { nextAttemptAt } }) =>
        nextAttemptAt === null ? [] : [{ event, dueAt: nextAttemptAt.getTime() }],
      )
      .filter(({ dueAt }) => dueAt <= at.getTime())
      .sort((a, b) => a.dueAt - b.dueAt || (a.event.id < b.event.id ? -1 : 1));
    return pageOf(
      due.map(({ event }) => event),
      page,
    );
  }

  async find({ orderId, state, isProcessed }: ProviderEventFilter, page: PageWanted) {
    const found = [...this.#rows.values()]
      .map(({ view }) => view)
      .filter((view) => orderId === undefined || view.orderId === orderId)
      .filter((view) => state === undefined || view.state === state)
      .filter((view) => isProcessed === undefined || (view.processedAt !== null) === isProcessed)
      .sort((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime() || (a.id < b.id ? 1 : -1));
    return pageOf(found, page);
  }

  async forget({ processed, givenUp }: { processed: Date; givenUp: Date }, limit: number): Promise<number> {
    const old = [...this.#rows.values()]
      .map(({ view }) => view)
      .filter(({ state, processedAt, receivedAt }) =>
        processedAt === null ? state === 'given-up' && receivedAt <= givenUp : processedAt <= processed,
      )
      .slice(0, limit);
    for (const { id } of old) this.#rows.delete(id);
    return old.length;
  }

  #note(id: string, outcome: Partial<ProviderEventView>): void {
    const row = this.#rows.get(id);
    if (row === undefined) return;
    this.#rows.set(id, { ...row, view: { ...row.view, ...outcome, attempts: row.view.attempts + 1 } });
  }
}

function pageOf<Entry extends { readonly id: string }>(
  all: readonly Entry[],
  { limit, offset, cursor }: PageWanted,
): PageFound<Entry> {
  const start = cursor === undefined ? offset : all.findIndex(({ id }) => id === cursor) + 1;
  const data = all.slice(start, start + limit);
  const next = all.length > start + limit ? data.at(-1)!.id : null;
  return { data, count: all.length, isCountCapped: false, next };
}
