import { defineService } from '@souk/chassis/service/service';
import { createContainer } from './composition/container.ts';
import { T } from './composition/tokens.ts';
import { UserServiceConfig } from './config.ts';
import { accountRoutes } from './presentation/http/account-routes.ts';
import { addressRoutes } from './presentation/http/address-routes.ts';
import { adminUserRoutes } from './presentation/http/admin-user-routes.ts';
import { RefreshCookie } from './presentation/http/refresh-cookie.ts';
import { registrationRoutes } from './presentation/http/registration-routes.ts';
import { sessionRoutes } from './presentation/http/session-routes.ts';
import { tokenRoutes } from './presentation/http/token-routes.ts';
import { PROBLEMS } from './presentation/http/problems.ts';

const FORGET_EVERY_MS = 10 * 60_000;

export const userService = defineService({
  name: 'user-service',
  config: UserServiceConfig,
  problems: PROBLEMS,
  compose: async (platform) => {
    const { ADMIN_EMAIL, ADMIN_PASSWORD, PUBLIC_URL } = platform.config;
    const container = await createContainer(platform);
    const get = container.get.bind(container);
    if (ADMIN_EMAIL !== undefined && ADMIN_PASSWORD !== undefined) {
      await get(T.EnsureAdmin).execute({ email: ADMIN_EMAIL, password: ADMIN_PASSWORD });
    }
    const cookie = new RefreshCookie(PUBLIC_URL);
    const accessTokens = get(T.AccessTokens);
    const viewAccount = get(T.ViewAccount);
    return {
      routes: [
        ...registrationRoutes({
          registerUser: get(T.RegisterUser),
          verifyEmail: get(T.VerifyEmail),
          resendVerification: get(T.ResendVerification),
        }),
        ...tokenRoutes({
          logIn: get(T.LogIn),
          refreshSession: get(T.RefreshSession),
          logOut: get(T.LogOut),
          accessTokens,
          cookie,
        }),
        ...sessionRoutes({
          listSessions: get(T.ListSessions),
          endSession: get(T.EndSession),
          logOutEverywhere: get(T.LogOutEverywhere),
          accessTokens,
          cookie,
        }),
        ...accountRoutes({
          viewAccount,
          renameUser: get(T.RenameUser),
          changePassword: get(T.ChangePassword),
          accessTokens,
        }),
        ...addressRoutes({
          viewAccount,
          addAddress: get(T.AddAddress),
          changeAddress: get(T.ChangeAddress),
          removeAddress: get(T.RemoveAddress),
        }),
        ...adminUserRoutes({ userList: get(T.UserList), changeUserAccess: get(T.ChangeUserAccess) }),
      ],
      sweeps: [{ name: 'expired', every: FORGET_EVERY_MS, run: () => get(T.ForgetExpired).execute() }],
    };
  },
});
