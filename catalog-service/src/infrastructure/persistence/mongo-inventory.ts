import { findList } from '@souk/chassis/mongo/pages';
import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { mongo } from 'mongoose';
import type { HeldPieces, Inventory, StockFilter } from '../../application/ports/inventory.ts';
import { stockViewOf, type StockView } from '../../application/stock-view.ts';
import { StockNotFound } from '../../domain/stock/stock-error.ts';
import type { Movement } from '../../domain/stock/stock.ts';
import type { MovementDocument } from './movement-document.ts';
import type { MovementLog } from './movement-log.ts';
import type { ReservationDocument } from './reservation-document.ts';
import type { StockDocument } from './stock-document.ts';

/** Without the holds, of which there may be thousands. */
const VIEWED = { sku: 1, productId: 1, name: 1, onHand: 1, available: 1 } as const;

export interface MongoInventoryOptions {
  readonly stock: mongo.Collection<StockDocument>;
  readonly movements: mongo.Collection<MovementDocument>;
  readonly reservations: mongo.Collection<ReservationDocument>;
  readonly log: MovementLog;
}

export class MongoInventory implements Inventory {
  readonly #options: MongoInventoryOptions;

  constructor(options: MongoInventoryOptions) {
    this.#options = options;
  }

  find({ q, availableAtMost }: StockFilter, page: PageWanted): Promise<PageFound<StockView>> {
    const { stock } = this.#options;
    const filter: mongo.Filter<StockDocument> = {
      ...(q === undefined ? {} : { _id: { $gte: q, $lt: `${q}\uffff` } }),
      ...(availableAtMost === undefined ? {} : { available: { $lte: availableAtMost } }),
    };
    const bySku = ['_id', 1] as const;
    const order = availableAtMost === undefined ? [bySku] : [['available', 1] as const, bySku];
    return findList(stock, { filter, order, page, fields: VIEWED }, stockViewOf);
  }

  async reservations(sku: string, { limit, offset, cursor = '' }: PageWanted): Promise<PageFound<HeldPieces>> {
    const held = {
      $filter: { input: { $objectToArray: '$holds' }, as: 'hold', cond: { $gt: ['$$hold.v.quantity', null] } },
    };
    const isBehind = { $gt: ['$$hold.k', { $literal: cursor }] };
    const rest = { $filter: { input: '$held', as: 'hold', cond: isBehind } };
    const skipped = cursor === '' ? offset : 0;
    const [found] = await this.#options.stock
      .aggregate<{ count: number; page: readonly { k: string; v: { quantity: number } }[] }>([
        { $match: { _id: sku } },
        { $project: { held: { $sortArray: { input: held, sortBy: { k: 1 } } } } },
        // One more tells whether there is a next page.
        { $project: { count: { $size: '$held' }, page: { $slice: [rest, skipped, limit + 1] } } },
      ])
      .toArray();
    if (found === undefined) throw new StockNotFound();
    const page = found.page.slice(0, limit);
    const next = found.page.length > limit ? (page.at(-1)?.k ?? null) : null;
    const byOrder = await this.#reservationsOf(page.map(({ k }) => k));
    const data = page.flatMap(({ k: orderId, v: { quantity } }) => {
      const reservation = byOrder.get(orderId);
      return reservation === undefined
        ? []
        : [{ orderId, quantity, status: reservation.status, since: reservation.createdAt }];
    });
    return { data, count: found.count, isCountCapped: false, next };
  }

  async movements(sku: string, page: PageWanted): Promise<PageFound<Movement>> {
    const { stock, movements, log } = this.#options;
    const found = await stock.findOne({ _id: sku }, { projection: { unfiled: 1 } });
    if (found === null) throw new StockNotFound();
    // So that what has just been booked is shown.
    await log.file([found]);
    const request = { filter: { sku }, order: [['place', -1]] as const, page };
    return findList(movements, request, ({ _id, ...movement }) => ({ id: _id, ...movement }));
  }

  async #reservationsOf(
    orderIds: readonly string[],
  ): Promise<ReadonlyMap<string, Pick<ReservationDocument, '_id' | 'status' | 'createdAt'>>> {
    const found = await this.#options.reservations
      .find({ _id: { $in: [...orderIds] } })
      .project<Pick<ReservationDocument, '_id' | 'status' | 'createdAt'>>({ status: 1, createdAt: 1 })
      .toArray();
    return new Map(found.map((reservation) => [reservation._id, reservation]));
  }
}
