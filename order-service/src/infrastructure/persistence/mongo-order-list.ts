import type { Model, QueryFilter } from 'mongoose';
import { viewOf } from '../../application/order-view.ts';
import type { OrderFilter, OrderList, OrderPage } from '../../application/ports/order-list.ts';
import type { OrderDocument } from './order-document.ts';

/** Counting stops here: nobody pages through more, and a count costs as much as what it counts. */
const MAX_COUNT = 10_000;

export class MongoOrderList implements OrderList {
  readonly #model: Model<OrderDocument>;

  constructor(model: Model<OrderDocument>) {
    this.#model = model;
  }

  async find(
    { from, to, ...equal }: OrderFilter,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<OrderPage> {
    const placedAt = onlyGiven({ $gte: from, $lt: to });
    const filter: QueryFilter<OrderDocument> = onlyGiven({
      ...equal,
      placedAt: Object.keys(placedAt).length === 0 ? undefined : placedAt,
    });
    const [data, count] = await Promise.all([
      this.#model.find(filter).sort({ placedAt: -1 }).skip(offset).limit(limit).lean<OrderDocument[]>(),
      this.#model.countDocuments(filter).limit(MAX_COUNT),
    ]);
    return { data: data.map(viewOf), count };
  }
}

const onlyGiven = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
