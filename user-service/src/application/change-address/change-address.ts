import type { Clock } from '@souk/kernel/clock';
import type { Address, AddressFields } from '../../domain/user/address.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';

/** Changes fields of an address in a user's address book. */
export class ChangeAddress {
  readonly #users: UserRepository;
  readonly #clock: Clock;

  constructor({ users, clock }: { users: UserRepository; clock: Clock }) {
    this.#users = users;
    this.#clock = clock;
  }

  async execute(userId: string, addressId: string, fields: Partial<AddressFields>): Promise<Address> {
    const user = await this.#users.update(userId, (user) => {
      user.changeAddress(addressId, fields, this.#clock.now());
    });
    return user.address(addressId);
  }
}
