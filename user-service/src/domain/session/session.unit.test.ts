import { describe, expect, it } from 'vitest';
import { at, later } from '../../../tests/a-user.ts';
import { REPLACED_GRACE_MS, Session, SESSION_LIFETIME_MS } from './session.ts';

const opened = () => Session.open({ id: 's1', userId: 'u1', epoch: 1, userAgent: null, tokenHash: 'h0', at });

/** A session whose tokens h0 … hN-1 are used up and whose current one is hN; the last rotation was at `at`. */
function rotatedTimes(times: number): Session {
  let session = opened();
  for (let n = 1; n <= times; n++) session = session.rotated(`h${n}`, at);
  return session;
}

describe('a session', () => {
  it('when opened, lasts 30 days, however often it is used', () => {
    const session = opened().rotated('h1', later(SESSION_LIFETIME_MS - 1));
    expect(session.hasExpired(later(SESSION_LIFETIME_MS - 1))).toBe(false);
    expect(session.hasExpired(later(SESSION_LIFETIME_MS))).toBe(true);
  });

  it.each([
    ['the last one', 'h3', at, 'current'],
    ['the one before, a moment ago', 'h2', later(REPLACED_GRACE_MS), 'replaced'],
    ['the one before, too late for a double click', 'h2', later(REPLACED_GRACE_MS + 1), 'reused'],
    ['an older one', 'h1', at, 'reused'],
    ['no token of it', 'h9', at, 'unknown'],
  ])('when given %s, says so', (_what, hash, moment, verdict) => {
    expect(rotatedTimes(3).judge(hash, moment)).toBe(verdict);
  });

  it('when rotated often, remembers the last twenty tokens only', () => {
    const session = rotatedTimes(30);
    expect(session.state.previousHashes).toHaveLength(20);
    expect(session.judge('h10', at)).toBe('reused');
    expect(session.judge('h9', at)).toBe('unknown');
  });
});
