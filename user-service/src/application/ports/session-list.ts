import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { SessionState } from '../../domain/session/session.ts';

export type SessionView = Pick<SessionState, 'id' | 'userAgent' | 'createdAt' | 'lastUsedAt' | 'expiresAt'>;

export interface SessionList {
  /** A user's sessions of one epoch that have not expired, the last used first. */
  find(
    owner: { readonly userId: string; readonly epoch: number; readonly at: Date },
    page: PageWanted,
  ): Promise<PageFound<SessionView>>;
}
