import type { Clock } from '@souk/kernel/clock';
import type { UserRepository } from '../../domain/user/user-repository.ts';

/** Takes an address out of a user's address book. */
export class RemoveAddress {
  readonly #users: UserRepository;
  readonly #clock: Clock;

  constructor({ users, clock }: { users: UserRepository; clock: Clock }) {
    this.#users = users;
    this.#clock = clock;
  }

  async execute(userId: string, addressId: string): Promise<void> {
    await this.#users.update(userId, (user) => {
      user.removeAddress(addressId, this.#clock.now());
    });
  }
}
