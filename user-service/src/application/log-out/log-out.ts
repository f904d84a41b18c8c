import type { SessionRepository } from '../../domain/session/session-repository.ts';
import type { RefreshTokens } from '../ports/refresh-tokens.ts';

/** Ends the session of a refresh token. One that is over, or somebody else's, is no reason to refuse. */
export class LogOut {
  readonly #sessions: SessionRepository;
  readonly #refreshTokens: RefreshTokens;

  constructor({ sessions, refreshTokens }: { sessions: SessionRepository; refreshTokens: RefreshTokens }) {
    this.#sessions = sessions;
    this.#refreshTokens = refreshTokens;
  }

  async execute(userId: string, refreshToken: string): Promise<void> {
    const token = this.#refreshTokens.read(refreshToken);
    if (token !== null) await this.#sessions.end(token.sessionId, userId);
  }
}
