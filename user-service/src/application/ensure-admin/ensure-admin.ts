import type { Clock } from '@souk/kernel/clock';
import { emailKeyOf } from '@souk/kernel/email-address';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import { User } from '../../domain/user/user.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { UserIds } from '../ports/user-ids.ts';

export interface EnsureAdminPorts {
  readonly users: UserRepository;
  readonly userIds: UserIds;
  readonly passwords: Passwords;
  readonly clock: Clock;
}

/** Makes the first admin. An account that is there already stays as it is, whatever its role and password are by now. */
export class EnsureAdmin {
  readonly #ports: EnsureAdminPorts;

  constructor(ports: EnsureAdminPorts) {
    this.#ports = ports;
  }

  async execute(admin: { readonly email: string; readonly password: string }): Promise<void> {
    const { users, userIds, passwords, clock } = this.#ports;
    const email = emailKeyOf(admin.email);
    if ((await users.findByEmail(email)) !== null) return;
    const passwordHash = await passwords.hash(admin.password);
    const id = userIds.forEmail(email);
    await users.add(User.appointAdmin({ id, email, name: 'Admin', passwordHash, at: clock.now() }));
  }
}
