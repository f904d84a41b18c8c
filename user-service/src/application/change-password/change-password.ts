import type { Clock } from '@souk/kernel/clock';
import type { SessionRepository } from '../../domain/session/session-repository.ts';
import { CurrentPasswordIsWrong, UserNotFound } from '../../domain/user/user-error.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import type { PasswordCheck } from '../password-check.ts';
import type { Passwords } from '../ports/passwords.ts';

export interface ChangePasswordPorts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
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
}

/** Replaces a user's password and ends their other sessions. Guessing the current one is throttled as at login. */
export class ChangePassword {
  readonly #ports: ChangePasswordPorts;

  constructor(ports: ChangePasswordPorts) {
    this.#ports = ports;
  }

  async execute({ userId, sessionId, currentPassword, newPassword }: ChangePasswordInput): Promise<void> {
    const { users, sessions, passwordCheck, passwords, clock } = this.#ports;
    const user = await users.find(userId);
    if (user === null) throw new UserNotFound();
    const { email, passwordHash: from } = user.state;
    if (!(await passwordCheck.isRight(email, from, currentPassword))) throw new CurrentPasswordIsWrong();
    const to = await passwords.hash(newPassword);
    const { state } = await users.update(userId, (user) => {
      user.changePassword({ from, to }, clock.now());
    });
    await sessions.endBefore(state.sessionEpoch, userId, sessionId);
  }
}
