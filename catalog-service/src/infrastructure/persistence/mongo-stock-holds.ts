import type { mongo } from 'mongoose';
import type { StockHolds } from '../../application/ports/stock-holds.ts';
import type { ReservationLine, ReservationState, Shortage } from '../../domain/reservation/reservation-state.ts';
import { GroupedStockSteps } from './grouped-stock-steps.ts';
import type { KnownAvailability } from './known-availability.ts';
import type { StockDocument } from './stock-document.ts';
import type { StockStep } from './stock-step.ts';

export interface MongoStockHoldsOptions {
  readonly documents: mongo.Collection<StockDocument>;
  readonly known: KnownAvailability;
  /** Told which SKUs may have run out or come back. */
  readonly onChange: (skus: readonly string[]) => void;
}

export class MongoStockHolds implements StockHolds {
  readonly #options: MongoStockHoldsOptions;
  readonly #steps: GroupedStockSteps;

  constructor(options: MongoStockHoldsOptions) {
    this.#options = options;
    this.#steps = new GroupedStockSteps(options);
  }

  knownShortages(lines: readonly ReservationLine[]): Promise<readonly Shortage[]> {
    const shortages = lines.flatMap(({ sku, quantity }) => {
      const available = this.#options.known.of(sku);
      return available === null || available >= quantity ? [] : [{ sku, requested: quantity, available }];
    });
    return Promise.resolve(shortages);
  }

  async hold(reservation: ReservationState, line: ReservationLine): Promise<boolean> {
    const isHeld = await this.#steps.take({ kind: 'hold', reservation, line, at: reservation.createdAt });
    if (isHeld) this.#options.onChange([line.sku]);
    return isHeld;
  }

  async release(reservation: ReservationState, at: Date): Promise<void> {
    if (reservation.hasOneWorker) await this.#takeAll('release', reservation, at);
    else await this.#releaseWithProof(reservation, at);
    this.#tell(reservation);
  }

  async commit(reservation: ReservationState, at: Date): Promise<void> {
    await this.#takeAll('commit', reservation, at);
  }

  async restock(reservation: ReservationState, at: Date): Promise<void> {
    // A crash may have come between the sale and the stock, and only what has left can come back.
    await this.commit(reservation, at);
    await this.#takeAll('restock', reservation, at);
    this.#tell(reservation);
  }

  async available(skus: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { documents, known } = this.#options;
    const counts = new Map(skus.map((sku) => [sku, known.of(sku)]));
    const unknown = skus.filter((sku) => counts.get(sku) === null);
    const found =
      unknown.length === 0
        ? []
        : await documents
            .find({ _id: { $in: unknown } })
            .project<Pick<StockDocument, '_id' | 'available'>>({ available: 1 })
            .toArray();
    for (const { _id, available } of found) counts.set(_id, available);
    return new Map([...counts].flatMap(([sku, count]) => (count === null ? [] : [[sku, count] as const])));
  }

  /** Both in one write: without the date, a hold that comes very late would find no proof that its reservation has ended. */
  async forgetEnded(before: Date): Promise<void> {
    const holds = { input: { $objectToArray: '$holds' }, as: 'hold' };
    const isOld = { $lt: [{ $ifNull: ['$$hold.v.endedAt', before] }, before] };
    const kept = { $arrayToObject: { $filter: { ...holds, cond: { $not: [isOld] } } } };
    const isProof = { $gt: ['$$hold.v.endedAt', null] };
    await this.#options.documents.updateMany(
      { hasProofs: true, $expr: { $anyElementTrue: [{ $map: { ...holds, in: isOld } }] } },
      [
        { $set: { holds: kept, holdableSince: { $max: ['$holdableSince', before] } } },
        { $set: { hasProofs: { $anyElementTrue: [{ $map: { ...holds, in: isProof } }] } } },
      ],
    );
  }

  async #takeAll(kind: StockStep['kind'], reservation: ReservationState, at: Date): Promise<void> {
    await Promise.all(reservation.lines.map((line) => this.#steps.take({ kind, reservation, line, at })));
  }

  async #releaseWithProof({ orderId, lines }: ReservationState, at: Date): Promise<void> {
    const hold = `holds.${orderId}`;
    const proof = { [hold]: { endedAt: at }, hasProofs: true };
    // First the proof where nothing is held, for then nothing ever will be. The other way round, a late hold could come between.
    const writes = lines.flatMap(({ sku, quantity }): mongo.AnyBulkWriteOperation<StockDocument>[] => [
      {
        updateOne: {
          filter: { _id: sku, [hold]: { $exists: false } },
          update: update({ $inc: { version: 1 }, $set: proof }),
        },
      },
      {
        updateOne: {
          filter: { _id: sku, [`${hold}.quantity`]: quantity },
          update: update({ $inc: { available: quantity, version: 1 }, $set: proof }),
        },
      },
    ]);
    if (writes.length > 0) await this.#options.documents.bulkWrite(writes);
  }

  #tell({ lines }: ReservationState): void {
    const skus = lines.map(({ sku }) => sku);
    for (const sku of skus) this.#options.known.forget(sku);
    this.#options.onChange(skus);
  }
}

/** The driver's types know no field names that are made at run time. */
const update = (fields: mongo.Document): mongo.UpdateFilter<StockDocument> => fields;
