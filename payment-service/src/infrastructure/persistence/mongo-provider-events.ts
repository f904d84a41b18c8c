import { GroupedWrites } from '@souk/chassis/mongo/grouped-writes';
import { findList, findPage } from '@souk/chassis/mongo/pages';
import type { Clock } from '@souk/kernel/clock';
import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { mongo } from 'mongoose';
import { ProviderEventNotFound } from '../../application/ports/provider-error.ts';
import type { ProviderEvent } from '../../application/ports/provider-event.ts';
import type {
  ProviderEventFilter,
  ProviderEvents,
  ProviderEventView,
} from '../../application/ports/provider-events.ts';
import { nextTryAfter, type EventOutcome } from '../../application/provider-event-fate.ts';
import { eventOf, FIELDS_SHOWN, viewOf, type ProviderEventDocument } from './provider-event-document.ts';

const SECOND = 1000;
/** An event that is not processed by now was left behind by a crash. */
const FIRST_TRY_MS = 10 * SECOND;

export class MongoProviderEvents implements ProviderEvents {
  readonly #rows: mongo.Collection<ProviderEventDocument>;
  readonly #added: GroupedWrites<ProviderEventDocument>;
  /** Losing one of these costs a repetition without effect, so they need not wait for the journal. */
  readonly #processed: GroupedWrites<ProviderEventDocument>;
  readonly #clock: Clock;

  constructor({ rows, clock }: { rows: mongo.Collection<ProviderEventDocument>; clock: Clock }) {
    this.#rows = rows;
    this.#added = new GroupedWrites(rows);
    this.#processed = new GroupedWrites(rows, { w: 1 });
    this.#clock = clock;
  }

  add({ id, type, createdAt, orderId, news, ignoredBecause }: ProviderEvent, at: Date): Promise<boolean> {
    const fate =
      news === null ? ({ state: 'ignored', processedAt: at, nextAttemptAt: null } as const) : waitingFrom(at);
    const row = {
      type,
      createdAt,
      orderId,
      news,
      reason: ignoredBecause,
      receivedAt: at,
      attempts: 0,
      lastError: null,
    };
    return this.#added.insert({ _id: id, waitingSince: at, refusedSince: null, ...row, ...fate });
  }

  async process({ id }: ProviderEvent, work: () => Promise<EventOutcome>): Promise<void> {
    let outcome: EventOutcome;
    try {
      outcome = await work();
    } catch (error) {
      await this.#noteFailure(id, error);
      throw error;
    }
    const reason = outcome.state === 'ignored' ? outcome.reason : null;
    const done = { state: outcome.state, reason, processedAt: this.#clock.now(), lastError: null, nextAttemptAt: null };
    await this.#processed.update({ _id: id }, { $set: done, $inc: { attempts: 1 } });
  }

  async reopen(id: string, at: Date): Promise<ProviderEvent | null> {
    const isOpen = { ...waitingFrom(at), reason: null, waitingSince: at, refusedSince: null };
    await this.#rows.updateOne({ _id: id, news: { $ne: null } }, { $set: isOpen });
    const row = await this.#rows.findOne({ _id: id });
    return row === null ? null : eventOf(row);
  }

  async of(id: string): Promise<ProviderEventView> {
    const row = await this.#rows.findOne({ _id: id }, { projection: FIELDS_SHOWN });
    if (row === null) throw new ProviderEventNotFound();
    return viewOf(row);
  }

  async due(at: Date, page: PageWanted): Promise<Pick<PageFound<ProviderEvent>, 'data' | 'next'>> {
    const { documents, next } = await findPage(this.#rows, {
      filter: { nextAttemptAt: { $lte: at, $type: 'date' } },
      order: [
        ['nextAttemptAt', 1],
        ['_id', 1],
      ],
      page,
    });
    return { data: documents.map(eventOf), next };
  }

  find({ orderId, state, isProcessed }: ProviderEventFilter, page: PageWanted): Promise<PageFound<ProviderEventView>> {
    const filter = {
      ...(orderId === undefined ? {} : { orderId }),
      ...(state === undefined ? {} : { state }),
      ...(isProcessed === undefined ? {} : { processedAt: isProcessed ? { $type: 'date' as const } : null }),
    };
    const order = [
      ['receivedAt', -1],
      ['_id', -1],
    ] as const;
    return findList(this.#rows, { filter, order, page, fields: FIELDS_SHOWN }, viewOf);
  }

  async forget({ processed, givenUp }: { processed: Date; givenUp: Date }, limit: number): Promise<number> {
    let forgotten = 0;
    for (const filter of [
      { processedAt: { $lte: processed, $type: 'date' as const } },
      { state: 'given-up' as const, receivedAt: { $lte: givenUp } },
    ]) {
      const found = await this.#rows.find(filter, { projection: { _id: 1 }, limit: limit - forgotten }).toArray();
      const ids = found.map(({ _id }) => _id);
      // It may have been reopened meanwhile.
      forgotten += (await this.#rows.deleteMany({ ...filter, _id: { $in: ids } })).deletedCount;
      if (forgotten >= limit) break;
    }
    return forgotten;
  }

  async #noteFailure(id: string, error: unknown): Promise<void> {
    const row = await this.#rows.findOne(
      { _id: id },
      { projection: { receivedAt: 1, waitingSince: 1, refusedSince: 1 } },
    );
    // Forgotten meanwhile, or never stored.
    if (row === null) return;
    const { receivedAt, waitingSince = receivedAt, refusedSince = null } = row;
    const fate = nextTryAfter(error, { waitingSince, refusedSince }, this.#clock.now());
    const lastError = (error instanceof Error ? error.message : String(error)).slice(0, 500);
    // Another process may have finished meanwhile.
    await this.#rows.updateOne({ _id: id, processedAt: null }, { $set: { lastError, ...fate }, $inc: { attempts: 1 } });
  }
}

const waitingFrom = (at: Date) =>
  ({ state: 'waiting', processedAt: null, nextAttemptAt: new Date(at.getTime() + FIRST_TRY_MS) }) as const;
