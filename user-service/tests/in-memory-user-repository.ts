import { UserNotFound } from '../src/domain/user/user-error.ts';
import type { UserEvent } from '../src/domain/user/user-event.ts';
import type { UserRepository } from '../src/domain/user/user-repository.ts';
import type { UserState } from '../src/domain/user/user-state.ts';
import { User } from '../src/domain/user/user.ts';

/** Keeps users in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryUserRepository implements UserRepository {
  /** What has happened, oldest first. */
  readonly events: UserEvent[] = [];
  readonly #states = new Map<string, UserState>();

  constructor(...users: readonly User[]) {
    for (const { state } of users) this.#states.set(state.id, state);
  }

  async add(user: User): Promise<boolean> {
    const { id, email } = user.state;
    if (this.#states.has(id) || this.#findBy((state) => state.email === email) !== null) return false;
    this.#keep(user);
    return true;
  }

  async find(id: string): Promise<User | null> {
    return this.#findBy((state) => state.id === id);
  }

  async findByEmail(email: string): Promise<User | null> {
    return this.#findBy((state) => state.email === email);
  }

  async findByVerification(verificationId: string): Promise<User | null> {
    return this.#findBy(({ verification, claims }) =>
      [verification, ...claims.map((claim) => claim.verification)].some((link) => link?.id === verificationId),
    );
  }

  async update(id: string, change: (user: User) => void): Promise<User> {
    const user = this.#findBy((state) => state.id === id);
    if (user === null) throw new UserNotFound();
    change(user);
    this.#keep(user);
    return user;
  }

  #findBy(isWanted: (state: UserState) => boolean): User | null {
    const state = [...this.#states.values()].find(isWanted);
    return state === undefined ? null : User.rehydrate(state);
  }

  #keep(user: User): void {
    this.#states.set(user.state.id, user.state);
    this.events.push(...user.pullEvents());
  }
}
