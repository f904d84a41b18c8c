import { findList } from '@souk/chassis/mongo/pages';
import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { mongo } from 'mongoose';
import { viewOf, type OrderView } from '../../application/order-view.ts';
import type { OrderFilter, OrderList } from '../../application/ports/order-list.ts';
import type { OrderState } from '../../domain/order/order-state.ts';
import { ATTENTION, FULFILMENT_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES } from '../../domain/order/order-status.ts';
import { STATE_ONLY, type OrderDocument } from './order-document.ts';

type Query = Pick<mongo.FindOptions, 'hint'> & { readonly filter: mongo.Filter<OrderDocument> };

export class MongoOrderList implements OrderList {
  readonly #documents: mongo.Collection<OrderDocument>;

  constructor(documents: mongo.Collection<OrderDocument>) {
    this.#documents = documents;
  }

  find(filter: OrderFilter, page: PageWanted): Promise<PageFound<OrderView>> {
    const { filter: query, ...options } = queryOf(filter);
    const order = [
      ['placedAt', -1],
      ['_id', -1],
    ] as const;
    const request = { filter: query, order, page, fields: FIELDS, options };
    return findList(this.#documents, request, (document) => viewOf(document as OrderState));
  }
}

/** `_id` is of the order of a list. */
const { _id, ...FIELDS } = STATE_ONLY;

const NEWEST = { placedAt: -1, _id: -1 } as const;

/**
 * Every list is read from an index in its order, and the index is named: left to choose, the database tries several with the first rows
 * that it finds, and reads all orders for a filter that few of them pass. Of the three statuses those that are not asked for are any of their
 * values: so one index serves each combination of them, as at most 64 ranges that are merged in order.
 */
function queryOf({ from, to, attention, ...equal }: OrderFilter): Query {
  const { customerId, email, status, paymentStatus, fulfilmentStatus } = equal;
  const placedAt = onlyGiven({ $gte: from, $lt: to });
  const filter = onlyGiven({ ...equal, placedAt: Object.keys(placedAt).length === 0 ? undefined : placedAt });
  if (attention !== undefined) {
    const kinds = attention === 'any' ? ATTENTION : [attention];
    // The first condition is that of the index.
    const needsIt = { 'attention.0': { $exists: true }, attention: { $in: kinds } };
    return { filter: { ...filter, ...needsIt }, hint: { attention: 1, ...NEWEST } };
  }
  if (customerId !== undefined) return { filter, hint: { customerId: 1, ...NEWEST } };
  if (email !== undefined) return { filter, hint: { email: 1, ...NEWEST } };
  if (status === undefined && paymentStatus === undefined && fulfilmentStatus === undefined) {
    return { filter, hint: NEWEST };
  }
  const statuses = {
    fulfilmentStatus: fulfilmentStatus ?? { $in: FULFILMENT_STATUSES },
    status: status ?? { $in: ORDER_STATUSES },
    paymentStatus: paymentStatus ?? { $in: PAYMENT_STATUSES },
  };
  return {
    filter: { ...filter, ...statuses },
    hint: { fulfilmentStatus: 1, status: 1, paymentStatus: 1, ...NEWEST },
  };
}

const onlyGiven = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
