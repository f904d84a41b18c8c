import type { Clock } from '@souk/kernel/clock';
import type { Address } from '../../domain/user/address.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';

/** Puts an address into a user's address book. */
export class AddAddress {
  readonly #users: UserRepository;
  readonly #clock: Clock;

  constructor({ users, clock }: { users: UserRepository; clock: Clock }) {
    this.#users = users;
    this.#clock = clock;
  }

  async execute(userId: string, address: Address): Promise<Address> {
    const user = await this.#users.update(userId, (user) => {
      user.addAddress(address, this.#clock.now());
    });
    return user.address(address.id);
  }
}
