import type { SessionState } from '../../domain/session/session.ts';

export type SessionView = Pick<SessionState, 'id' | 'userAgent' | 'createdAt' | 'lastUsedAt' | 'expiresAt'>;

export interface SessionPage {
  readonly data: readonly SessionView[];
  /** How many sessions there are in all. */
  readonly count: number;
}

export interface SessionList {
  /** A user's sessions of one epoch that have not expired, the last used first. */
  find(
    owner: { readonly userId: string; readonly epoch: number; readonly at: Date },
    page: { readonly limit: number; readonly offset: number },
  ): Promise<SessionPage>;
}
