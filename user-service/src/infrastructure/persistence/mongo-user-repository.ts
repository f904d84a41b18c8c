import type { AggregateStore, Change } from '@souk/chassis/mongo/aggregate-store';
import type { Model, QueryFilter } from 'mongoose';
import { UserNotFound } from '../../domain/user/user-error.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import type { UserState } from '../../domain/user/user-state.ts';
import { User } from '../../domain/user/user.ts';
import type { UserDocument } from './user-document.ts';
import { toContract } from './user-event-contract.ts';

/** What the document holds besides the state. */
const BOOK_KEEPING = { _id: 0, version: 0, sequences: 0, outbox: 0, inbox: 0, seen: 0 };

export class MongoUserRepository implements UserRepository {
  readonly #store: AggregateStore<UserState>;
  readonly #model: Model<UserDocument>;

  constructor({ store, model }: { store: AggregateStore<UserState>; model: Model<UserDocument> }) {
    this.#store = store;
    this.#model = model;
  }

  add(user: User): Promise<boolean> {
    return this.#store.insert(user.state.id, changeOf(user));
  }

  async find(id: string): Promise<User | null> {
    const state = await this.#store.find(id);
    return state === null ? null : User.rehydrate(toState(state));
  }

  findByEmail(email: string): Promise<User | null> {
    return this.#findOne({ email });
  }

  findByVerification(verificationId: string): Promise<User | null> {
    return this.#findOne({
      $or: [{ 'verification.id': verificationId }, { 'claims.verification.id': verificationId }],
    });
  }

  async update(id: string, change: (user: User) => void): Promise<User> {
    const state = await this.#store.update(id, (before) => {
      const user = User.rehydrate(toState(before));
      const { state: unchanged } = user;
      change(user);
      return user.state === unchanged ? null : changeOf(user);
    });
    if (state === null) throw new UserNotFound();
    return User.rehydrate(toState(state));
  }

  async #findOne(filter: QueryFilter<UserDocument>): Promise<User | null> {
    const state = await this.#model.findOne(filter, BOOK_KEEPING).lean<UserState>();
    return state === null ? null : User.rehydrate(toState(state));
  }
}

/** Users who were stored before an address could be registered again have neither claims nor the moments of links. */
const toState = (stored: Omit<UserState, 'claims' | 'linksAskedAt'> & Partial<UserState>): UserState => ({
  claims: [],
  linksAskedAt: [],
  ...stored,
});

function changeOf(user: User): Change<UserState> {
  return { state: user.state, events: user.pullEvents().map((event) => toContract(event, user.state)) };
}
