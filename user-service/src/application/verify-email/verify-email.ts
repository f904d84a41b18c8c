import type { Clock } from '@souk/kernel/clock';
import { VerificationIsInvalid } from '../../domain/user/user-error.ts';
import type { SessionRepository } from '../../domain/session/session-repository.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import type { VerificationLinks } from '../ports/verification-links.ts';

export interface VerifyEmailPorts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly links: VerificationLinks;
  readonly clock: Clock;
}

/** Takes the token out of a mail as the proof that the address is theirs who registered it then. */
export class VerifyEmail {
  readonly #ports: VerifyEmailPorts;

  constructor(ports: VerifyEmailPorts) {
    this.#ports = ports;
  }

  async execute(verificationId: string, token: string): Promise<void> {
    const { users, sessions, links, clock } = this.#ports;
    if (!links.isValid('verify-email', verificationId, token)) throw new VerificationIsInvalid();
    const user = await users.findByVerification(verificationId);
    if (user === null) throw new VerificationIsInvalid();
    const { state } = await users.update(user.state.id, (user) => {
      user.verifyEmail(verificationId, clock.now());
    });
    await sessions.endBefore(state.sessionEpoch, state.id, null);
  }
}
