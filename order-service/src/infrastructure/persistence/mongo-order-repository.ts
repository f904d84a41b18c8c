import type { AggregateStore, Change } from '@souk/chassis/mongo/aggregate-store';
import type { Model } from 'mongoose';
import { OrderNotFound } from '../../domain/order/order-error.ts';
import type { OrderRepository } from '../../domain/order/order-repository.ts';
import type { OrderState } from '../../domain/order/order-state.ts';
import { Order } from '../../domain/order/order.ts';
import type { OrderDocument } from './order-document.ts';
import { toContract } from './order-event-contract.ts';

export class MongoOrderRepository implements OrderRepository {
  readonly #store: AggregateStore<OrderState>;
  readonly #model: Model<OrderDocument>;
  readonly #onChange: (order: OrderState) => void;

  constructor({
    store,
    model,
    onChange,
  }: {
    store: AggregateStore<OrderState>;
    model: Model<OrderDocument>;
    onChange: (order: OrderState) => void;
  }) {
    this.#store = store;
    this.#model = model;
    this.#onChange = onChange;
  }

  add(order: Order): Promise<boolean> {
    return this.#store.insert(order.state.id, changeOf(order));
  }

  async find(id: string): Promise<Order | null> {
    const state = await this.#store.find(id);
    return state === null ? null : Order.rehydrate(state);
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
    const due = await this.#model
      .find({ deadlineAt: { $lte: at, $type: 'date' } }, { _id: 1 })
      .sort({ deadlineAt: 1 })
      .limit(limit)
      .lean();
    return due.map(({ _id }) => _id);
  }
}

function changeOf(order: Order): Change<OrderState> {
  const events = order.pullEvents().flatMap((event) => toContract(event, order.state) ?? []);
  return { state: order.state, events };
}
