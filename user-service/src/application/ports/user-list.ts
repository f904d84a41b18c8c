import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { Role, UserStatus } from '../../domain/user/user-state.ts';
import type { UserView } from '../user-view.ts';

export interface UserFilter {
  readonly role?: Role | undefined;
  readonly status?: UserStatus | undefined;
  readonly email?: string | undefined;
}

export interface UserList {
  /** The newest users first. */
  find(filter: UserFilter, page: PageWanted): Promise<PageFound<UserView>>;
}
