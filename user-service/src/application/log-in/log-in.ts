import type { Clock } from '@souk/kernel/clock';
import type { IdGenerator } from '@souk/kernel/id-generator';
import type { SessionRepository } from '../../domain/session/session-repository.ts';
import { Session } from '../../domain/session/session.ts';
import { normalizedEmail } from '../../domain/user/email.ts';
import { AccountIsBlocked, CredentialsAreInvalid } from '../../domain/user/user-error.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import type { PasswordCheck } from '../password-check.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { RefreshTokens } from '../ports/refresh-tokens.ts';
import type { TokenPair } from '../token-pair.ts';
import { viewOf, type UserView } from '../user-view.ts';

export interface LogInPorts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
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
}

/** Opens a session for who knows an account's password. */
export class LogIn {
  readonly #ports: LogInPorts;

  constructor(ports: LogInPorts) {
    this.#ports = ports;
  }

  async execute({ email: written, password, userAgent }: LogInInput): Promise<TokenPair & { readonly user: UserView }> {
    const { users, sessions, passwordCheck, accessTokens, refreshTokens, ids, clock } = this.#ports;
    const email = normalizedEmail(written);
    const user = await users.findByEmail(email);
    const isRight = await passwordCheck.isRight(email, user?.state.passwordHash ?? null, password);
    if (user === null || !isRight) throw new CredentialsAreInvalid();
    if (user.isBlocked) throw new AccountIsBlocked();

    const { id: userId, role, sessionEpoch: epoch } = user.state;
    const at = clock.now();
    const id = ids.next();
    const { token, hash } = refreshTokens.next(id);
    const session = Session.open({ id, userId, epoch, userAgent, tokenHash: hash, at });
    await sessions.add(session);
    return {
      ...accessTokens.issue({ userId, role, sessionId: id }, at),
      refreshToken: token,
      refreshExpiresAt: session.state.expiresAt,
      user: viewOf(user.state),
    };
  }
}
