import type { Clock } from '@souk/kernel/clock';
import type { IdGenerator } from '@souk/kernel/id-generator';
import { normalizedEmail } from '../../domain/user/email.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import { User } from '../../domain/user/user.ts';
import type { Passwords } from '../ports/passwords.ts';
import type { UserIds } from '../ports/user-ids.ts';

export interface RegisterUserPorts {
  readonly users: UserRepository;
  readonly userIds: UserIds;
  readonly passwords: Passwords;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

export interface Registration {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

/** Opens an account. For an address that has one it does the same work and changes nothing, so nobody learns who is a customer. */
export class RegisterUser {
  readonly #ports: RegisterUserPorts;

  constructor(ports: RegisterUserPorts) {
    this.#ports = ports;
  }

  async execute({ email: written, password, name }: Registration): Promise<void> {
    const { users, userIds, passwords, ids, clock } = this.#ports;
    const email = normalizedEmail(written);
    const passwordHash = await passwords.hash(password);
    const id = userIds.forEmail(email);
    await users.add(User.register({ id, email, name, passwordHash, verificationId: ids.next(), at: clock.now() }));
  }
}
