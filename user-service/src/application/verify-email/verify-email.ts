import type { Clock } from '@souk/kernel/clock';
import { VerificationIsInvalid } from '../../domain/user/user-error.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import type { VerificationLinks } from '../ports/verification-links.ts';

export interface VerifyEmailPorts {
  readonly users: UserRepository;
  readonly links: VerificationLinks;
  readonly clock: Clock;
}

/** Takes the token out of a mail as the proof that the address is the user's. */
export class VerifyEmail {
  readonly #ports: VerifyEmailPorts;

  constructor(ports: VerifyEmailPorts) {
    this.#ports = ports;
  }

  async execute(verificationId: string, token: string): Promise<void> {
    const { users, links, clock } = this.#ports;
    if (!links.isValid('verify-email', verificationId, token)) throw new VerificationIsInvalid();
    const user = await users.findByVerification(verificationId);
    if (user === null) throw new VerificationIsInvalid();
    await users.update(user.state.id, (user) => {
      user.verifyEmail(verificationId, clock.now());
    });
  }
}
