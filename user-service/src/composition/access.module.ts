import { ContainerModule } from 'inversify';
import { ChangePassword } from '../application/change-password/change-password.ts';
import { ChangeUserAccess } from '../application/change-user-access/change-user-access.ts';
import { LogOutEverywhere } from '../application/log-out-everywhere/log-out-everywhere.ts';
import { LoginOrigins } from '../application/login-origins.ts';
import { PasswordCheck } from '../application/password-check.ts';
import { T } from './tokens.ts';

/** Who gets in, and the use cases that throw others out. */
export const accessModule = new ContainerModule(({ bind }) => {
  bind(T.ChangePassword).toResolvedValue(
    (users, sessions, origins, passwordCheck, passwords, clock) =>
      new ChangePassword({ users, sessions, origins, passwordCheck, passwords, clock }),
    [T.UserRepository, T.SessionRepository, T.LoginOrigins, T.PasswordCheck, T.Passwords, T.Clock],
  );
  bind(T.ChangeUserAccess).toResolvedValue(
    (users, sessions, clock) => new ChangeUserAccess({ users, sessions, clock }),
    [T.UserRepository, T.SessionRepository, T.Clock],
  );
  bind(T.LogOutEverywhere).toResolvedValue(
    (users, sessions, clock) => new LogOutEverywhere({ users, sessions, clock }),
    [T.UserRepository, T.SessionRepository, T.Clock],
  );
  bind(T.LoginOrigins).toResolvedValue(
    (knownNetworks, deviceTokens, ids, clock) => new LoginOrigins({ knownNetworks, deviceTokens, ids, clock }),
    [T.KnownNetworks, T.DeviceTokens, T.IdGenerator, T.Clock],
  );
  bind(T.PasswordCheck).toResolvedValue(
    (passwords, failures, clock) => new PasswordCheck({ passwords, failures, clock }),
    [T.Passwords, T.LoginFailures, T.Clock],
  );
});
