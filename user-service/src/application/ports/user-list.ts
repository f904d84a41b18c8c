import type { Role, UserStatus } from '../../domain/user/user-state.ts';
import type { UserView } from '../user-view.ts';
import type { ListPage, ListRequest } from './list-page.ts';

export interface UserFilter {
  readonly role?: Role | undefined;
  readonly status?: UserStatus | undefined;
  readonly email?: string | undefined;
}

export type UserPage = ListPage<UserView>;

export interface UserList {
  /** The newest users first. */
  find(filter: UserFilter, page: ListRequest): Promise<UserPage>;
}
