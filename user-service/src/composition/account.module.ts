import { ContainerModule } from 'inversify';
import { EnsureAdmin } from '../application/ensure-admin/ensure-admin.ts';
import { RegisterUser } from '../application/register-user/register-user.ts';
import { RenameUser } from '../application/rename-user/rename-user.ts';
import { ResendVerification } from '../application/resend-verification/resend-verification.ts';
import { VerifyEmail } from '../application/verify-email/verify-email.ts';
import { ViewAccount } from '../application/view-account/view-account.ts';
import { T } from './tokens.ts';

/** The use cases of accounts: how they come to be and whom they name. */
export const accountModule = new ContainerModule(({ bind }) => {
  bind(T.EnsureAdmin).toResolvedValue(
    (users, userIds, passwords, clock) => new EnsureAdmin({ users, userIds, passwords, clock }),
    [T.UserRepository, T.UserIds, T.Passwords, T.Clock],
  );
  bind(T.RegisterUser).toResolvedValue(
    (users, userIds, passwords, ids, clock) => new RegisterUser({ users, userIds, passwords, ids, clock }),
    [T.UserRepository, T.UserIds, T.Passwords, T.IdGenerator, T.Clock],
  );
  bind(T.RenameUser).toResolvedValue((users, clock) => new RenameUser({ users, clock }), [T.UserRepository, T.Clock]);
  bind(T.ResendVerification).toResolvedValue(
    (users, ids, clock) => new ResendVerification({ users, ids, clock }),
    [T.UserRepository, T.IdGenerator, T.Clock],
  );
  bind(T.VerifyEmail).toResolvedValue(
    (users, sessions, links, clock) => new VerifyEmail({ users, sessions, links, clock }),
    [T.UserRepository, T.SessionRepository, T.VerificationLinks, T.Clock],
  );
  bind(T.ViewAccount).toResolvedValue((users) => new ViewAccount(users), [T.UserRepository]);
});
