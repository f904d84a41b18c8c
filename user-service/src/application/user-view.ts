import type { UserState } from '../domain/user/user-state.ts';

/** A user as they themselves and the admins see them. */
export type UserView = Pick<
  UserState,
  'id' | 'email' | 'name' | 'role' | 'status' | 'emailVerifiedAt' | 'createdAt' | 'updatedAt'
>;

export function viewOf(user: UserView): UserView {
  const { id, email, name, role, status, emailVerifiedAt, createdAt, updatedAt } = user;
  return { id, email, name, role, status, emailVerifiedAt, createdAt, updatedAt };
}
