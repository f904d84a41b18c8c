import type { Clock } from '@souk/kernel/clock';
import { emailKeyOf } from '@souk/kernel/email-address';
import type { IdGenerator } from '@souk/kernel/id-generator';
import type { UserRepository } from '../../domain/user/user-repository.ts';

export interface ResendVerificationPorts {
  readonly users: UserRepository;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

/** Asks for another verification mail. Whether one is sent shows in the mailbox only. */
export class ResendVerification {
  readonly #ports: ResendVerificationPorts;

  constructor(ports: ResendVerificationPorts) {
    this.#ports = ports;
  }

  /** @param askedBy who is logged in, if anybody */
  async execute(email: string, askedBy: string | null): Promise<void> {
    const { users, ids, clock } = this.#ports;
    const user = await users.findByEmail(emailKeyOf(email));
    if (user === null) return;
    const verificationId = ids.next();
    await users.update(user.state.id, (user) => {
      user.requestVerification(verificationId, clock.now(), user.state.id === askedBy);
    });
  }
}
