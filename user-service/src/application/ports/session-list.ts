import type { SessionState } from '../../domain/session/session.ts';
import type { ListPage, ListRequest } from './list-page.ts';

export type SessionView = Pick<SessionState, 'id' | 'userAgent' | 'createdAt' | 'lastUsedAt' | 'expiresAt'>;

export type SessionPage = ListPage<SessionView>;

export interface SessionList {
  /** A user's sessions of one epoch that have not expired, the last used first. */
  find(
    owner: { readonly userId: string; readonly epoch: number; readonly at: Date },
    page: ListRequest,
  ): Promise<SessionPage>;
}
