import { ContainerModule } from 'inversify';
import { EndSession } from '../application/end-session/end-session.ts';
import { ForgetExpired } from '../application/forget-expired/forget-expired.ts';
import { ListSessions } from '../application/list-sessions/list-sessions.ts';
import { LogIn } from '../application/log-in/log-in.ts';
import { LogOut } from '../application/log-out/log-out.ts';
import { RefreshSession } from '../application/refresh-session/refresh-session.ts';
import { T } from './tokens.ts';

/** The use cases of single sessions. */
export const sessionModule = new ContainerModule(({ bind }) => {
  bind(T.EndSession).toResolvedValue((sessions) => new EndSession(sessions), [T.SessionRepository]);
  bind(T.ForgetExpired).toResolvedValue(
    (sessions, failures, knownNetworks, clock) => new ForgetExpired({ sessions, failures, knownNetworks, clock }),
    [T.SessionRepository, T.LoginFailures, T.KnownNetworks, T.Clock],
  );
  bind(T.ListSessions).toResolvedValue(
    (users, sessionList, clock) => new ListSessions({ users, sessionList, clock }),
    [T.UserRepository, T.SessionList, T.Clock],
  );
  bind(T.LogIn).toResolvedValue(
    (users, sessions, origins, passwordCheck, accessTokens, refreshTokens, ids, clock) =>
      new LogIn({ users, sessions, origins, passwordCheck, accessTokens, refreshTokens, ids, clock }),
    [
      T.UserRepository,
      T.SessionRepository,
      T.LoginOrigins,
      T.PasswordCheck,
      T.AccessTokens,
      T.RefreshTokens,
      T.IdGenerator,
      T.Clock,
    ],
  );
  bind(T.LogOut).toResolvedValue(
    (sessions, refreshTokens) => new LogOut({ sessions, refreshTokens }),
    [T.SessionRepository, T.RefreshTokens],
  );
  bind(T.RefreshSession).toResolvedValue(
    (users, sessions, accessTokens, refreshTokens, clock) =>
      new RefreshSession({ users, sessions, accessTokens, refreshTokens, clock }),
    [T.UserRepository, T.SessionRepository, T.AccessTokens, T.RefreshTokens, T.Clock],
  );
});
