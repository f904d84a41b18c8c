import type { AggregateStore, Change } from '@souk/chassis/mongo/aggregate-store';
import type { mongo } from 'mongoose';
import { OrderNotFound } from '../../domain/order/order-error.ts';
import type { OrderRepository } from '../../domain/order/order-repository.ts';
import type { OrderState } from '../../domain/order/order-state.ts';
import { Order } from '../../domain/order/order.ts';
import { STATE_ONLY, type OrderDocument } from './order-document.ts';
import { toContract } from './order-event-contract.ts';

export class MongoOrderRepository implements OrderRepository {
  readonly #store: AggregateStore<OrderState>;
  readonly #documents: mongo.Collection<OrderDocument>;
  readonly #onChange: (order: OrderState) => void;

  constructor({
    store,
    documents,
    onChange,
  }: {
    store: AggregateStore<OrderState>;
    documents: mongo.Collection<OrderDocument>;
    onChange: (order: OrderState) => void;
  }) {
    this.#store = store;
    this.#documents = documents;
    this.#onChange = onChange;
  }

  add(order: Order): Promise<boolean> {
    return this.#store.insert(order.state.id, changeOf(order));
  }

  placedUnder(checkoutKey: string): Promise<Order | null> {
    return this.#first({ checkoutKey }, {});
  }

  latestOf(cartId: string): Promise<Order | null> {
    return this.#first({ cartId }, { cartTurn: -1 });
  }

  async update(id: string, change: (order: Order) => void): Promise<Order> {
    const state = await this.#store.update(id, (before) => {
      const order = Order.rehydrate(before);
      change(order);
      return order.state === before ? null : changeOf(order);
    });
    if (state === null) throw new OrderNotFound();
    this.#onChange(state);
    return Order.rehydrate(state);
  }

  async overdue(at: Date, limit: number): Promise<readonly string[]> {
    const due = await this.#documents
      .find({ deadlineAt: { $lte: at, $type: 'date' } }, { projection: { _id: 1 } })
      .sort({ deadlineAt: 1 })
      .limit(limit)
      .toArray();
    return due.map(({ _id }) => _id);
  }

  async #first(filter: mongo.Filter<OrderDocument>, sort: mongo.Sort): Promise<Order | null> {
    const state = await this.#documents.findOne<OrderState>(filter, { sort, projection: STATE_ONLY });
    return state === null ? null : Order.rehydrate(state);
  }
}

function changeOf(order: Order): Change<OrderState> {
  const events = order.pullEvents().flatMap((event) => toContract(event, order.state) ?? []);
  return { state: order.state, events };
}
