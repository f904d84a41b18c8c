import type { Address } from '../../domain/user/address.ts';
import { UserNotFound } from '../../domain/user/user-error.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import type { UserState } from '../../domain/user/user-state.ts';
import { viewOf, type UserView } from '../user-view.ts';

/** Shows a user their own account. */
export class ViewAccount {
  readonly #users: UserRepository;

  constructor(users: UserRepository) {
    this.#users = users;
  }

  async execute(userId: string): Promise<UserView> {
    return viewOf(await this.#stateOf(userId));
  }

  async addresses(userId: string): Promise<readonly Address[]> {
    return (await this.#stateOf(userId)).addresses;
  }

  async #stateOf(userId: string): Promise<UserState> {
    const user = await this.#users.find(userId);
    if (user === null) throw new UserNotFound();
    return user.state;
  }
}
