import { isDuplicateKey } from '@souk/chassis/mongo/database-errors';
import { eachOnItsOwn } from '@souk/kernel/each-on-its-own';
import type { mongo } from 'mongoose';
import type { Movement } from '../../domain/stock/stock.ts';
import type { MovementDocument } from './movement-document.ts';
import type { StockDocument } from './stock-document.ts';

/** A SKU with movements that are to be logged. */
export type Unfiled = Pick<StockDocument, '_id' | 'unfiled'>;

const DOCUMENTS_PER_TURN = 100;

/**
 * A movement is written with the stock that it changes. From there it is copied to the log, by its id and so at most once, and only then
 * struck out.
 */
export class MovementLog {
  readonly #stock: mongo.Collection<StockDocument>;
  readonly #movements: mongo.Collection<MovementDocument>;

  constructor({
    stock,
    movements,
  }: {
    stock: mongo.Collection<StockDocument>;
    movements: mongo.Collection<MovementDocument>;
  }) {
    this.#stock = stock;
    this.#movements = movements;
  }

  /** Logs what is not logged yet. A SKU whose movements cannot be does not keep the others waiting. */
  async fileAll(): Promise<void> {
    const failed: Unfiled[] = [];
    for (let after = ''; ;) {
      const found = await this.#stock
        .find({ 'unfiled.0': { $exists: true }, sku: { $gt: after } })
        .sort({ sku: 1 })
        .project<Unfiled>({ unfiled: 1 })
        .limit(DOCUMENTS_PER_TURN)
        .toArray();
      // Which of them cannot be logged, and why, is found out below, one by one.
      await this.file(found).catch(() => failed.push(...found));
      const last = found.at(-1);
      if (last === undefined) break;
      after = last._id;
    }
    await eachOnItsOwn(failed, (one) => this.file([one]), { nameOf: ({ _id }) => _id });
  }

  async file(all: readonly Unfiled[]): Promise<void> {
    const moved = all.filter(({ unfiled }) => unfiled.length > 0);
    if (moved.length === 0) return;
    const rows = moved.flatMap(({ unfiled }) => unfiled.map(documentOf));
    try {
      await this.#movements.insertMany(rows, { ordered: false });
    } catch (error) {
      // Logged before, by a run that was cut off or by another process.
      if (!isDuplicateKey(error)) throw error;
    }
    await this.#stock.bulkWrite(
      moved.map(({ _id, unfiled }) => ({
        updateOne: { filter: { _id }, update: { $pull: { unfiled: { id: { $in: unfiled.map(({ id }) => id) } } } } },
      })),
      // Losing this write costs a repetition that changes nothing, so it need not wait for the journal.
      { ordered: false, writeConcern: { w: 1 } },
    );
  }
}

const documentOf = ({ id, ...movement }: Movement): MovementDocument => ({ _id: id, ...movement });
