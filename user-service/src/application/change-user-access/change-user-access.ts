import type { Clock } from '@souk/kernel/clock';
import type { SessionRepository } from '../../domain/session/session-repository.ts';
import { OnlyAdminsMayChangeAccess } from '../../domain/user/user-error.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import type { Role, UserStatus } from '../../domain/user/user-state.ts';
import { viewOf, type UserView } from '../user-view.ts';

export interface ChangeUserAccessPorts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly clock: Clock;
}

export interface ChangeUserAccessInput {
  readonly userId: string;
  /** The admin who asks. */
  readonly by: string;
  readonly role?: Role | undefined;
  readonly status?: UserStatus | undefined;
}

/** Lets an admin decide what a user may do, and whether they may come in at all. */
export class ChangeUserAccess {
  readonly #ports: ChangeUserAccessPorts;

  constructor(ports: ChangeUserAccessPorts) {
    this.#ports = ports;
  }

  async execute({ userId, by, role, status }: ChangeUserAccessInput): Promise<UserView> {
    const { users, sessions, clock } = this.#ports;
    // A token outlives a demotion by minutes: enough to appoint an accomplice, were the role not looked up.
    if ((await users.find(by))?.isActingAdmin !== true) throw new OnlyAdminsMayChangeAccess();
    const at = clock.now();
    const { state } = await users.update(userId, (user) => {
      if (role !== undefined) user.assignRole(role, by, at);
      if (status !== undefined) user.setStatus(status, by, at);
    });
    if (status === 'blocked') await sessions.endBefore(state.sessionEpoch, userId, null);
    return viewOf(state);
  }
}
