import type { Clock } from '@souk/kernel/clock';
import { emailKeyOf } from '@souk/kernel/email-address';
import type { IdGenerator } from '@souk/kernel/id-generator';
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
  /** The same when the request is repeated, else null. */
  readonly requestKey: string | null;
}

/**
 * Opens an account. For an address that has one, but nobody has proved to be theirs, it asks for the proof: whoever gives it gets the
 * account. For any other address it does the same work and changes nothing, so nobody learns who is a customer.
 */
export class RegisterUser {
  readonly #ports: RegisterUserPorts;

  constructor(ports: RegisterUserPorts) {
    this.#ports = ports;
  }

  async execute({ email: written, password, name, requestKey }: Registration): Promise<void> {
    const { users, userIds, passwords, clock } = this.#ports;
    const email = emailKeyOf(written);
    const passwordHash = await passwords.hash(password);
    const id = userIds.forEmail(email);
    const verificationId = this.#verificationIdFor(email, requestKey);
    const at = clock.now();
    if (await users.add(User.register({ id, email, name, passwordHash, verificationId, at }))) return;
    const known = await users.findByEmail(email);
    if (known === null) return;
    await users.update(known.state.id, (user) => {
      user.claim({ name, passwordHash, verificationId }, at);
    });
  }

  #verificationIdFor(email: string, requestKey: string | null): string {
    const { ids, userIds } = this.#ports;
    return requestKey === null ? ids.next() : userIds.forRegistration(email, requestKey);
  }
}
