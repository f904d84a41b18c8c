import type { Clock } from '@souk/kernel/clock';
import { emailKeyOf } from '@souk/kernel/email-address';
import type { IdGenerator } from '@souk/kernel/id-generator';
import type { SessionRepository } from '../../domain/session/session-repository.ts';
import { Session } from '../../domain/session/session.ts';
import { AccountIsBlocked, CredentialsAreInvalid } from '../../domain/user/user-error.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import type { KnownDevice, LoginOrigin, LoginOrigins } from '../login-origins.ts';
import type { PasswordCheck } from '../password-check.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { RefreshTokens } from '../ports/refresh-tokens.ts';
import type { TokenPair } from '../token-pair.ts';
import { viewOf, type UserView } from '../user-view.ts';

export interface LogInPorts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly origins: LoginOrigins;
  readonly passwordCheck: PasswordCheck;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly ids: IdGenerator;
  readonly clock: Clock;
}

export interface LogInInput {
  readonly email: string;
  readonly password: string;
  readonly userAgent: string | null;
  readonly origin: LoginOrigin;
}

export interface LoggedIn extends TokenPair {
  readonly user: UserView;
  /** Makes later logins on this device independent of what others guess. */
  readonly device: KnownDevice;
}

/** Opens a session for somebody who knows an account's password. */
export class LogIn {
  readonly #ports: LogInPorts;

  constructor(ports: LogInPorts) {
    this.#ports = ports;
  }

  async execute({ email: written, password, userAgent, origin }: LogInInput): Promise<LoggedIn> {
    const { users, sessions, origins, passwordCheck, accessTokens, refreshTokens, ids, clock } = this.#ports;
    const email = emailKeyOf(written);
    const user = await users.findByEmail(email);
    const limits = await origins.limitsFor(email, user, origin);
    const isRight = await passwordCheck.isRight({ limits, passwordHash: user?.state.passwordHash ?? null, password });
    if (user === null || !isRight) throw new CredentialsAreInvalid();
    if (user.isBlocked) throw new AccountIsBlocked();

    const { id: userId, role, sessionEpoch: epoch } = user.state;
    const at = clock.now();
    const id = ids.next();
    const { token, hash } = refreshTokens.next(id);
    const session = Session.open({ id, userId, epoch, userAgent, tokenHash: hash, at });
    await sessions.add(session);
    const device = await origins.remember(user, origin);
    return {
      ...accessTokens.issue({ userId, role, sessionId: id }, at),
      refreshToken: token,
      refreshExpiresAt: session.state.expiresAt,
      user: viewOf(user.state),
      device,
    };
  }
}
