import { listOf, ListQuery, ok, route, type Route } from '@souk/chassis/http/route';
import { Email } from '@souk/contracts/fields';
import { z } from 'zod';
import type { ChangeUserAccess } from '../../application/change-user-access/change-user-access.ts';
import type { UserList } from '../../application/ports/user-list.ts';
import { UserParams, UserReply } from './user-schemas.ts';

const { role, status } = UserReply.shape;

const UsersQuery = ListQuery.extend({ role: role.optional(), status: status.optional(), email: Email.optional() });
const AccessBody = z
  .strictObject({ role: role.optional(), status: status.optional() })
  .refine((body) => body.role !== undefined || body.status !== undefined, { message: 'name a role or a status' });

export function adminUserRoutes({
  userList,
  changeUserAccess,
}: {
  userList: UserList;
  changeUserAccess: ChangeUserAccess;
}): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/admin/users',
      access: 'admin',
      summary: 'All users, the newest first',
      query: UsersQuery,
      replies: { 200: listOf(UserReply) },
      handle: async ({ query: { limit, offset, cursor, ...filter } }) =>
        ok({ ...(await userList.find(filter, { limit, offset, cursor })), limit, offset }),
    }),
    route({
      method: 'patch',
      path: '/v1/admin/users/:userId',
      access: 'admin',
      summary: "Change a user's role, or block or unblock them",
      params: UserParams,
      body: AccessBody,
      replies: { 200: UserReply },
      handle: async ({ params, body, caller }) =>
        ok(await changeUserAccess.execute({ ...params, ...body, by: caller.userId })),
    }),
  ];
}
