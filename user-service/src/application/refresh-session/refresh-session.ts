import type { Clock } from '@souk/kernel/clock';
import { RefreshTokenIsInvalid, RefreshTokenWasJustReplaced } from '../../domain/session/session-error.ts';
import type { SessionRepository } from '../../domain/session/session-repository.ts';
import type { Session } from '../../domain/session/session.ts';
import type { UserRepository } from '../../domain/user/user-repository.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { RefreshTokens } from '../ports/refresh-tokens.ts';
import type { TokenPair } from '../token-pair.ts';

export interface RefreshSessionPorts {
  readonly users: UserRepository;
  readonly sessions: SessionRepository;
  readonly accessTokens: AccessTokens;
  readonly refreshTokens: RefreshTokens;
  readonly clock: Clock;
}

/** Gives a new pair of tokens for a refresh token that is used for the first time; a second use ends the session. */
export class RefreshSession {
  readonly #ports: RefreshSessionPorts;

  constructor(ports: RefreshSessionPorts) {
    this.#ports = ports;
  }

  async execute(given: string): Promise<TokenPair> {
    const { users, sessions, accessTokens, refreshTokens, clock } = this.#ports;
    const at = clock.now();
    const { session, hash } = await this.#currentOf(given, at);
    const { id, userId, epoch } = session.state;
    const user = await users.find(userId);
    if (!user?.admits(epoch)) {
      await sessions.end(id, userId);
      throw new RefreshTokenIsInvalid();
    }
    const next = refreshTokens.next(id);
    const rotated = session.rotated(next.hash, at);
    if (!(await sessions.rotate(rotated, hash))) throw new RefreshTokenWasJustReplaced();
    return {
      ...accessTokens.issue({ userId, role: user.state.role, sessionId: id }, at),
      refreshToken: next.token,
      refreshExpiresAt: rotated.state.expiresAt,
    };
  }

  async #currentOf(given: string, at: Date): Promise<{ session: Session; hash: string }> {
    const token = this.#ports.refreshTokens.read(given);
    const session = token === null ? null : await this.#ports.sessions.find(token.sessionId);
    if (token === null || session === null || session.hasExpired(at)) throw new RefreshTokenIsInvalid();
    switch (session.judge(token.hash, at)) {
      case 'current':
        return { session, hash: token.hash };
      case 'replaced':
        throw new RefreshTokenWasJustReplaced();
      case 'reused':
        await this.#ports.sessions.end(session.state.id, session.state.userId);
        throw new RefreshTokenIsInvalid();
      case 'unknown':
        throw new RefreshTokenIsInvalid();
    }
  }
}
