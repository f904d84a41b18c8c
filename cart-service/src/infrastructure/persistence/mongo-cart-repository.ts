import type { AggregateStore } from '@souk/chassis/mongo/aggregate-store';
import type { Model } from 'mongoose';
import type { CartRepository } from '../../domain/cart/cart-repository.ts';
import { Cart, type CartState } from '../../domain/cart/cart.ts';
import type { CartDocument } from './cart-document.ts';

export class MongoCartRepository implements CartRepository {
  readonly #store: AggregateStore<CartState>;
  readonly #model: Model<CartDocument>;

  constructor({ store, model }: { store: AggregateStore<CartState>; model: Model<CartDocument> }) {
    this.#store = store;
    this.#model = model;
  }

  async find(id: string): Promise<Cart | null> {
    const state = await this.#store.find(id);
    return state === null ? null : new Cart(state);
  }

  consult<Answer>(id: string, ask: (cart: Cart | null) => Answer): Promise<Answer> {
    return this.#store.consult(id, (state) => ask(state === null ? null : new Cart(state)));
  }

  async update(id: string, change: (cart: Cart) => Cart, unstored?: Cart): Promise<Cart | null> {
    const decide = (before: CartState) => {
      const cart = new Cart(before);
      const changed = change(cart);
      return changed === cart ? null : { state: changed.state, events: [] };
    };
    const state = await this.#store.update(id, decide, unstored?.state);
    return state === null ? null : new Cart(state);
  }

  async removeAbandoned(unchangedSince: Date, limit: number): Promise<number> {
    const abandoned = { ownerId: null, updatedAt: { $lt: unchangedSince } };
    const ids = await this.#model.find(abandoned, { _id: 1 }).limit(limit).lean();
    const { deletedCount } = await this.#model.deleteMany({ ...abandoned, _id: { $in: ids.map(({ _id }) => _id) } });
    return deletedCount;
  }
}
