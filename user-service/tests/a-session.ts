import { Session, type Opening } from '../src/domain/session/session.ts';
import { at } from './a-user.ts';

/** A session that has just been opened. */
export const aSession = (overrides: Partial<Opening> = {}): Session =>
  Session.open({ id: 'session-1', userId: 'user-1', epoch: 1, userAgent: null, tokenHash: 'hash-0', at, ...overrides });
