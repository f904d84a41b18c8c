import type { Clock } from '@souk/kernel/clock';
import type { PageFound, PageWanted } from '@souk/kernel/page';
import { UserNotFound } from '../../domain/user/user-error.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import type { SessionList, SessionView } from '../ports/session-list.ts';

export interface ListSessionsPorts {
  readonly users: UserRepository;
  readonly sessionList: SessionList;
  readonly clock: Clock;
}

/** Shows a user where they are logged in. */
export class ListSessions {
  readonly #ports: ListSessionsPorts;

  constructor(ports: ListSessionsPorts) {
    this.#ports = ports;
  }

  async execute(userId: string, page: PageWanted): Promise<PageFound<SessionView>> {
    const { users, sessionList, clock } = this.#ports;
    const user = await users.find(userId);
    if (user === null) throw new UserNotFound();
    return sessionList.find({ userId, epoch: user.state.sessionEpoch, at: clock.now() }, page);
  }
}
