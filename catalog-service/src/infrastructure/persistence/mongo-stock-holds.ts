import type { mongo } from 'mongoose';
import type { StockHolds } from '../../application/ports/stock-holds.ts';
import type { ReservationLine, ReservationState } from '../../domain/reservation/reservation-state.ts';
import type { StockDocument } from './stock-document.ts';

type Write = mongo.AnyBulkWriteOperation<StockDocument>;

export interface MongoStockHoldsOptions {
  readonly documents: mongo.Collection<StockDocument>;
  /** Told which SKUs may have run out or come back. */
  readonly onChange: (skus: readonly string[]) => void;
}

export class MongoStockHolds implements StockHolds {
  readonly #options: MongoStockHoldsOptions;

  constructor(options: MongoStockHoldsOptions) {
    this.#options = options;
  }

  async hold({ orderId, createdAt }: ReservationState, { sku, quantity }: ReservationLine): Promise<boolean> {
    const { documents, onChange } = this.#options;
    const hold = `holds.${orderId}`;
    const { matchedCount } = await documents.updateOne(
      { _id: sku, available: { $gte: quantity }, [hold]: { $exists: false }, holdableSince: { $lte: createdAt } },
      update({ $inc: { available: -quantity, version: 1 }, $set: { [hold]: { quantity } } }),
    );
    onChange([sku]);
    // An earlier run may have held it already.
    return matchedCount === 1 || (await documents.findOne({ _id: sku, [`${hold}.quantity`]: quantity })) !== null;
  }

  async release({ orderId, lines }: ReservationState, at: Date): Promise<void> {
    const hold = `holds.${orderId}`;
    const end = { [hold]: { endedAt: at } };
    // First the proof where nothing is held, for then nothing ever will be. The other way round, a late hold could come between.
    const writes = lines.flatMap(({ sku, quantity }): Write[] => [
      {
        updateOne: {
          filter: { _id: sku, [hold]: { $exists: false } },
          update: update({ $inc: { version: 1 }, $set: end }),
        },
      },
      {
        updateOne: {
          filter: { _id: sku, [`${hold}.quantity`]: quantity },
          update: update({ $inc: { available: quantity, version: 1 }, $set: end }),
        },
      },
    ]);
    await this.#options.documents.bulkWrite(writes);
    this.#options.onChange(lines.map(({ sku }) => sku));
  }

  async commit({ orderId, lines }: ReservationState, at: Date): Promise<void> {
    const hold = `holds.${orderId}`;
    const writes = lines.map(({ sku, quantity }): Write => ({
      updateOne: {
        filter: { _id: sku, [`${hold}.quantity`]: quantity },
        update: update({ $inc: { onHand: -quantity, version: 1 }, $set: { [hold]: { endedAt: at } } }),
      },
    }));
    await this.#options.documents.bulkWrite(writes);
  }

  async restock(reservation: ReservationState, at: Date): Promise<void> {
    const { orderId, lines, updatedAt } = reservation;
    // A crash may have come between the sale and the stock, and only what has left can come back.
    await this.commit(reservation, at);
    const hold = `holds.${orderId}`;
    const writes = lines.map(({ sku, quantity }): Write => ({
      updateOne: {
        // Where proofs are forgotten that are younger than the decision, this one may be among them.
        filter: { _id: sku, [`${hold}.restockedAt`]: { $exists: false }, holdableSince: { $lte: updatedAt } },
        update: update({
          $inc: { onHand: quantity, available: quantity, version: 1 },
          $set: { [hold]: { endedAt: at, restockedAt: at } },
        }),
      },
    }));
    await this.#options.documents.bulkWrite(writes);
    this.#options.onChange(lines.map(({ sku }) => sku));
  }

  async available(skus: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = await this.#options.documents
      .find({ _id: { $in: [...skus] } })
      .project<Pick<StockDocument, '_id' | 'available'>>({ available: 1 })
      .toArray();
    return new Map(found.map(({ _id, available }) => [_id, available]));
  }

  /** Both in one write: without the date, a hold that comes very late would find no proof that its reservation has ended. */
  async forgetEnded(before: Date): Promise<void> {
    const holds = { input: { $objectToArray: '$holds' }, as: 'hold' };
    const isOld = { $lt: [{ $ifNull: ['$$hold.v.endedAt', before] }, before] };
    const kept = { $filter: { ...holds, cond: { $not: [isOld] } } };
    await this.#options.documents.updateMany({ $expr: { $anyElementTrue: [{ $map: { ...holds, in: isOld } }] } }, [
      { $set: { holds: { $arrayToObject: kept }, holdableSince: { $max: ['$holdableSince', before] } } },
    ]);
  }
}

/** The driver's types know no field names that are made at run time. */
const update = (fields: mongo.Document): mongo.UpdateFilter<StockDocument> => fields;
