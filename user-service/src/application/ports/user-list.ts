import type { Role, UserStatus } from '../../domain/user/user-state.ts';
import type { UserView } from '../user-view.ts';

export interface UserFilter {
  readonly role?: Role | undefined;
  readonly status?: UserStatus | undefined;
  readonly email?: string | undefined;
}

export interface UserList {
  /** The newest users first; `count` is how many there are in all. */
  find(
    filter: UserFilter,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ readonly data: readonly UserView[]; readonly count: number }>;
}
