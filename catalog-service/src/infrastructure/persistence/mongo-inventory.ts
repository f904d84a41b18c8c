import type { mongo } from 'mongoose';
import type { HeldPieces, Inventory, MovementCursor, StockFilter } from '../../application/ports/inventory.ts';
import type { Found } from '../../application/ports/product-catalog.ts';
import { stockViewOf, type StockView } from '../../application/stock-view.ts';
import { StockNotFound } from '../../domain/stock/stock-error.ts';
import type { Movement } from '../../domain/stock/stock.ts';
import type { MovementDocument } from './movement-document.ts';
import type { ReservationDocument } from './reservation-document.ts';
import type { StockDocument } from './stock-document.ts';

const MAX_COUNT = 10_000;
const VIEWED = { sku: 1, productId: 1, name: 1, onHand: 1, available: 1 } as const;

export interface MongoInventoryOptions {
  readonly stock: mongo.Collection<StockDocument>;
  readonly movements: mongo.Collection<MovementDocument>;
  readonly reservations: mongo.Collection<ReservationDocument>;
}

export class MongoInventory implements Inventory {
  readonly #collections: MongoInventoryOptions;

  constructor(collections: MongoInventoryOptions) {
    this.#collections = collections;
  }

  async find(
    { q, availableAtMost }: StockFilter,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<Found<StockView>> {
    const where: mongo.Filter<StockDocument> = {
      ...(q === undefined ? {} : { _id: { $gte: q, $lt: `${q}\uffff` } }),
      ...(availableAtMost === undefined ? {} : { available: { $lte: availableAtMost } }),
    };
    const { stock } = this.#collections;
    const [rows, count] = await Promise.all([
      stock
        .find(where)
        .sort(availableAtMost === undefined ? { _id: 1 } : { available: 1, _id: 1 })
        .skip(offset)
        .limit(limit)
        .project<StockView>(VIEWED)
        .toArray(),
      stock.countDocuments(where, { limit: MAX_COUNT }),
    ]);
    return { data: rows.map(stockViewOf), count };
  }

  async reservations(sku: string, { limit, offset }: { limit: number; offset: number }): Promise<Found<HeldPieces>> {
    const { holds } = await this.#require(sku, { holds: 1 });
    const held = Object.entries(holds).flatMap(([orderId, hold]) =>
      'quantity' in hold ? [{ orderId, quantity: hold.quantity }] : [],
    );
    const page = held.slice(offset, offset + limit);
    const reservations = await this.#collections.reservations
      .find({ _id: { $in: page.map(({ orderId }) => orderId) } })
      .toArray();
    const byOrder = new Map(reservations.map((reservation) => [reservation._id, reservation]));
    const data = page.flatMap((pieces) => {
      const reservation = byOrder.get(pieces.orderId);
      return reservation === undefined ? [] : [{ ...pieces, status: reservation.status, since: reservation.createdAt }];
    });
    return { data, count: held.length };
  }

  async movements(sku: string, limit: number, after: MovementCursor | null): Promise<readonly Movement[]> {
    await this.#require(sku, { sku: 1 });
    const older = after === null ? {} : { $or: [{ at: { $lt: after.at } }, { at: after.at, _id: { $lt: after.id } }] };
    const rows = await this.#collections.movements
      .find({ sku, ...older })
      .sort({ at: -1, _id: -1 })
      .limit(limit)
      .toArray();
    return rows.map(({ _id, ...movement }) => ({ id: _id, ...movement }));
  }

  async #require(sku: string, projection: Partial<Record<keyof StockDocument, 1>>): Promise<StockDocument> {
    const stock = await this.#collections.stock.findOne({ _id: sku }, { projection });
    if (stock === null) throw new StockNotFound();
    return stock;
  }
}
