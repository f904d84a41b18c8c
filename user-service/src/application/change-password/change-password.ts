import type { Clock } from '@souk/kernel/clock';
import type { SessionRepository } from '../../domain/session/session-repository.ts';
import { CurrentPasswordIsWrong, UserNotFound } from '../../domain/user/user-error.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import { MOST_FAILURES, type KnownDevice, type LoginOrigin, type LoginOrigins } from '../login-origins.ts';
import type { PasswordCheck } from '../password-check.ts';
import type { Passwords } from '../ports/passwords.ts';

export interface ChangePasswordPorts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly origins: LoginOrigins;
  readonly passwordCheck: PasswordCheck;
  readonly passwords: Passwords;
  readonly clock: Clock;
}

export interface ChangePasswordInput {
  readonly userId: string;
  /** Stays open; all others end. */
  readonly sessionId: string | null;
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly origin: LoginOrigin;
}

/**
 * Replaces a user's password and ends their other sessions. Guessing the current one is throttled as at login, but for each session on its
 * own: what strangers guess must not keep the owner from choosing a better one.
 */
export class ChangePassword {
  readonly #ports: ChangePasswordPorts;

  constructor(ports: ChangePasswordPorts) {
    this.#ports = ports;
  }

  async execute({ userId, sessionId, ...input }: ChangePasswordInput): Promise<KnownDevice> {
    const { users, sessions, origins, passwordCheck, passwords, clock } = this.#ports;
    const { currentPassword: password, newPassword, origin } = input;
    const user = await users.find(userId);
    if (user === null) throw new UserNotFound();
    const { email, passwordHash: from } = user.state;
    const limits = [{ key: [email, 'session', sessionId ?? origin.network], most: MOST_FAILURES }];
    if (!(await passwordCheck.isRight({ limits, passwordHash: from, password }))) throw new CurrentPasswordIsWrong();
    const to = await passwords.hash(newPassword);
    const changed = await users.update(userId, (user) => {
      user.changePassword({ from, to }, clock.now());
    });
    await sessions.endBefore(changed.state.sessionEpoch, userId, sessionId);
    return origins.remember(changed, origin);
  }
}
