import type { Clock } from '@souk/kernel/clock';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import { viewOf, type UserView } from '../user-view.ts';

/** Changes how a user is called. */
export class RenameUser {
  readonly #users: UserRepository;
  readonly #clock: Clock;

  constructor({ users, clock }: { users: UserRepository; clock: Clock }) {
    this.#users = users;
    this.#clock = clock;
  }

  async execute(userId: string, name: string): Promise<UserView> {
    const { state } = await this.#users.update(userId, (user) => {
      user.rename(name, this.#clock.now());
    });
    return viewOf(state);
  }
}
