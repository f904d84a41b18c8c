import { noContent, ok, route, type Route } from '@souk/chassis/http/route';
import { NewPassword } from '@souk/contracts/fields';
import { z } from 'zod';
import type { ChangePassword } from '../../application/change-password/change-password.ts';
import type { AccessTokens } from '../../application/ports/access-tokens.ts';
import type { RenameUser } from '../../application/rename-user/rename-user.ts';
import type { ViewAccount } from '../../application/view-account/view-account.ts';
import { deviceCookie, originOf } from './login-origin.ts';
import { throttled } from './too-many-requests.ts';
import { Name, Password, UserReply } from './user-schemas.ts';

export interface AccountRoutesOptions {
  readonly viewAccount: ViewAccount;
  readonly renameUser: RenameUser;
  readonly changePassword: ChangePassword;
  readonly accessTokens: AccessTokens;
}

export function accountRoutes(options: AccountRoutesOptions): readonly Route[] {
  const { viewAccount, renameUser, changePassword, accessTokens } = options;
  return [
    route({
      method: 'get',
      path: '/v1/me',
      access: 'customer',
      summary: 'My account',
      replies: { 200: UserReply },
      handle: async ({ caller }) => ok(await viewAccount.execute(caller.userId)),
    }),
    route({
      method: 'patch',
      path: '/v1/me',
      access: 'customer',
      summary: 'Change my name',
      body: z.strictObject({ name: Name }),
      replies: { 200: UserReply },
      handle: async ({ caller, body }) => ok(await renameUser.execute(caller.userId, body.name)),
    }),
    route({
      method: 'put',
      path: '/v1/me/password',
      access: 'customer',
      summary: 'Change my password and end my other sessions',
      body: z.strictObject({ currentPassword: Password, newPassword: NewPassword }),
      replies: { 204: null },
      handle: async (request) => {
        const { caller, body } = request;
        const sessionId = accessTokens.sessionOf(request.header('authorization'));
        const origin = originOf(request);
        const input = { ...body, userId: caller.userId, sessionId, origin };
        const device = await throttled(changePassword.execute(input));
        // A browser's token of before is worth nothing any more.
        return origin.deviceToken === null
          ? noContent
          : { ...noContent, headers: { 'set-cookie': deviceCookie(device) } };
      },
    }),
  ];
}
