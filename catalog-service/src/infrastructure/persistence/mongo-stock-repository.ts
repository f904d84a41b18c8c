import { currentCause, runBecauseOf } from '@souk/chassis/execution-context';
import type { AggregateStore } from '@souk/chassis/mongo/aggregate-store';
import { draft } from '@souk/contracts/event';
import { StockAdjustedV1 } from '@souk/contracts/inventory-events';
import type { mongo } from 'mongoose';
import { StockNotFound } from '../../domain/stock/stock-error.ts';
import type { StockRepository } from '../../domain/stock/stock-repository.ts';
import { adjust, type Adjustment, type Movement, type StockState } from '../../domain/stock/stock.ts';
import type { MovementDocument } from './movement-document.ts';
import type { StockDocument } from './stock-document.ts';

const DOCUMENTS_PER_RUN = 100;

export interface MongoStockRepositoryOptions {
  readonly store: AggregateStore<StockState>;
  readonly documents: mongo.Collection<StockDocument>;
  readonly movements: mongo.Collection<MovementDocument>;
  readonly onChange: (sku: string) => void;
}

/**
 * An adjustment and its movement are one write to the stock's document; from there the movement is copied to the movement
 * log, by its id and so at most once, and only then struck out.
 */
export class MongoStockRepository implements StockRepository {
  readonly #options: MongoStockRepositoryOptions;

  constructor(options: MongoStockRepositoryOptions) {
    this.#options = options;
  }

  async adjust(sku: string, adjustment: Adjustment): Promise<StockState> {
    const { store, onChange } = this.#options;
    // As if the adjustment were a message: the inbox then tells a repeated one.
    const message = { id: adjustment.id, topic: 'stock-adjustments', subject: adjustment.id, sequence: 1 };
    const state = await runBecauseOf({ ...currentCause(), message }, () =>
      store.update(sku, (before) => {
        const { stock, movement } = adjust(before, adjustment);
        const { delta, onHand, available, reason, at } = movement;
        return { state: stock, events: [draft(StockAdjustedV1, { sku, delta, onHand, available, reason }, at)] };
      }),
    );
    if (state === null) throw new StockNotFound();
    await this.#file(sku, state.unfiled);
    onChange(sku);
    return state;
  }

  async fileMovements(before: Date): Promise<void> {
    const behind = await this.#options.documents
      .find({ 'unfiled.0': { $exists: true }, 'unfiled.at': { $lt: before } })
      .project<Pick<StockDocument, '_id' | 'unfiled'>>({ unfiled: 1 })
      .limit(DOCUMENTS_PER_RUN)
      .toArray();
    for (const { _id, unfiled } of behind) await this.#file(_id, unfiled);
  }

  async #file(sku: string, unfiled: readonly Movement[]): Promise<void> {
    if (unfiled.length === 0) return;
    await this.#options.movements.bulkWrite(
      unfiled.map(({ id, ...movement }) => ({
        updateOne: { filter: { _id: id }, update: { $setOnInsert: movement }, upsert: true },
      })),
    );
    await this.#options.documents.updateOne(
      { _id: sku },
      { $pull: { unfiled: { id: { $in: unfiled.map(({ id }) => id) } } } },
    );
  }
}
