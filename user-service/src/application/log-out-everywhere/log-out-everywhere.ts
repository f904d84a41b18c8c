import type { Clock } from '@souk/kernel/clock';
import type { SessionRepository } from '../../domain/session/session-repository.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';

export interface LogOutEverywherePorts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly clock: Clock;
}

/** Ends all sessions of a user, this one too. */
export class LogOutEverywhere {
  readonly #ports: LogOutEverywherePorts;

  constructor(ports: LogOutEverywherePorts) {
    this.#ports = ports;
  }

  async execute(userId: string): Promise<void> {
    const { users, sessions, clock } = this.#ports;
    const { state } = await users.update(userId, (user) => {
      user.endSessions(clock.now());
    });
    await sessions.endBefore(state.sessionEpoch, userId, null);
  }
}
