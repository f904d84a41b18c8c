const SECOND = 1_000;
const DAY = 24 * 60 * 60 * SECOND;

/** From login on, however often it is used: a stolen device does not stay logged in for ever. */
export const SESSION_LIFETIME_MS = 30 * DAY;
/** So long a client that sent its token twice, or from two tabs, is not taken for a thief. */
export const REPLACED_GRACE_MS = 10 * SECOND;
/** Tokens before these are not recognised any more: they open nothing, and end nothing. */
const MAX_PREVIOUS = 20;

/** One login on one device: a family of refresh tokens of which only the last is good. */
export interface SessionState {
  readonly id: string;
  readonly userId: string;
  /** The user's `sessionEpoch` at login. */
  readonly epoch: number;
  /** Of the one token that is good. Tokens themselves are stored nowhere. */
  readonly currentHash: string;
  /** Of the tokens before it, the latest first. */
  readonly previousHashes: readonly string[];
  readonly rotatedAt: Date;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly userAgent: string | null;
}

/**
 * `replaced`: the token right before the current one, moments after it was replaced. It gets nothing, for a thief may hold it,
 * but it proves no theft either. `reused`: two parties hold tokens of this family, so it must end.
 */
export type TokenVerdict = 'current' | 'replaced' | 'reused' | 'unknown';

export type Opening = Pick<SessionState, 'id' | 'userId' | 'epoch' | 'userAgent'> & {
  readonly tokenHash: string;
  readonly at: Date;
};

export class Session {
  readonly #state: SessionState;

  private constructor(state: SessionState) {
    this.#state = state;
  }

  static open({ tokenHash, at, ...opening }: Opening): Session {
    return new Session({
      ...opening,
      currentHash: tokenHash,
      previousHashes: [],
      rotatedAt: at,
      createdAt: at,
      lastUsedAt: at,
      expiresAt: new Date(at.getTime() + SESSION_LIFETIME_MS),
    });
  }

  static rehydrate(state: SessionState): Session {
    return new Session(state);
  }

  get state(): SessionState {
    return this.#state;
  }

  hasExpired(at: Date): boolean {
    return this.#state.expiresAt <= at;
  }

  judge(tokenHash: string, at: Date): TokenVerdict {
    const { currentHash, previousHashes, rotatedAt } = this.#state;
    if (tokenHash === currentHash) return 'current';
    if (!previousHashes.includes(tokenHash)) return 'unknown';
    const isFresh = at.getTime() - rotatedAt.getTime() <= REPLACED_GRACE_MS;
    return isFresh && tokenHash === previousHashes[0] ? 'replaced' : 'reused';
  }

  rotated(tokenHash: string, at: Date): Session {
    const { currentHash, previousHashes } = this.#state;
    return new Session({
      ...this.#state,
      currentHash: tokenHash,
      previousHashes: [currentHash, ...previousHashes].slice(0, MAX_PREVIOUS),
      rotatedAt: at,
      lastUsedAt: at,
    });
  }
}
