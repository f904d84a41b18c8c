import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SessionRepository } from '../src/domain/session/session-repository.ts';
import { SESSION_LIFETIME_MS, type Session } from '../src/domain/session/session.ts';
import { aSession } from './a-session.ts';
import { later } from './a-user.ts';

/** What every repository of sessions must do. The repository may hold other tests' sessions already. */
export function sessionRepositoryContract(name: string, repository: () => SessionRepository): void {
  const anAddedSession = async (overrides: Parameters<typeof aSession>[0] = {}) => {
    const session = aSession({ id: randomUUID(), userId: randomUUID(), ...overrides });
    await repository().add(session);
    return session;
  };
  /** One session of a user in each of these epochs. */
  const sessionsIn = (userId: string, ...epochs: readonly number[]) =>
    Promise.all(epochs.map((epoch) => anAddedSession({ userId, epoch })));
  const stateOf = async ({ state }: Session) => (await repository().find(state.id))?.state ?? null;
  const epochsOf = async (sessions: readonly Session[]) =>
    (await Promise.all(sessions.map(stateOf))).map((state) => state?.epoch ?? null);

  describe(name, () => {
    it.each([null, 'Mozilla/5.0'])(
      'when a session is added with the user agent %s, finds it as it was',
      async (userAgent) => {
        const session = await anAddedSession({ userAgent });
        expect(await stateOf(session)).toEqual(session.state);
      },
    );

    it('when there is no such session, finds, replaces and ends none', async () => {
      const unknown = aSession({ id: randomUUID() });
      expect(await repository().find(unknown.state.id)).toBeNull();
      expect(await repository().rotate(unknown.rotated('hash-1', later(1)), 'hash-0')).toBe(false);
      expect(await repository().end(unknown.state.id, 'user-1')).toBe(false);
      expect(await repository().find(unknown.state.id)).toBeNull();
    });

    it('when its token is replaced, again and again, finds it as it then is', async () => {
      let session = await anAddedSession();
      for (const n of [1, 2, 3]) {
        const rotated = session.rotated(`hash-${n}`, later(n));
        expect(await repository().rotate(rotated, session.state.currentHash)).toBe(true);
        expect(await stateOf(session)).toEqual(rotated.state);
        session = rotated;
      }
    });

    it('when the token that is replaced is not the current one any more, keeps the session as it is', async () => {
      const first = await anAddedSession();
      const second = first.rotated('hash-1', later(1));
      await repository().rotate(second, 'hash-0');
      expect(await repository().rotate(first.rotated('hash-2', later(2)), 'hash-0')).toBe(false);
      expect(await stateOf(first)).toEqual(second.state);
    });

    it('when one token is replaced many times at once, tells one that it was the first, and keeps its token', async () => {
      const session = await anAddedSession();
      const rotations = Array.from({ length: 8 }, (_, n) => session.rotated(`hash-${n + 1}`, later(n + 1)));
      const told = await Promise.all(rotations.map((rotated) => repository().rotate(rotated, 'hash-0')));
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await stateOf(session)).toEqual(rotations[told.indexOf(true)]?.state);
    });

    it('when it is moved to another epoch while its token is replaced, has both', async () => {
      const session = await anAddedSession();
      const { id, userId } = session.state;
      await repository().endBefore(2, userId, id);
      const rotated = session.rotated('hash-1', later(1));
      expect(await repository().rotate(rotated, 'hash-0')).toBe(true);
      expect(await stateOf(session)).toEqual({ ...rotated.state, epoch: 2 });
    });

    it('when it is ended by its user, is gone; then there is none to end or to go on with', async () => {
      const session = await anAddedSession();
      const { id, userId } = session.state;
      expect(await repository().end(id, userId)).toBe(true);
      expect(await stateOf(session)).toBeNull();
      expect(await repository().end(id, userId)).toBe(false);
      expect(await repository().rotate(session.rotated('hash-1', later(1)), 'hash-0')).toBe(false);
      expect(await stateOf(session)).toBeNull();
    });

    it('when somebody else ends it, keeps it', async () => {
      const session = await anAddedSession();
      expect(await repository().end(session.state.id, randomUUID())).toBe(false);
      expect(await stateOf(session)).toEqual(session.state);
    });

    it('when sessions before an epoch are ended, ends all of the user’s, and no others', async () => {
      const sessions = await sessionsIn(randomUUID(), 1, 2, 3, 4);
      const foreign = await anAddedSession({ epoch: 1 });
      for (let time = 1; time <= 2; time++) {
        await repository().endBefore(3, sessions[0]!.state.userId, null);
        expect(await epochsOf([...sessions, foreign])).toEqual([null, null, 3, 4, 1]);
      }
    });

    it.each([
      ['of the last epoch, moves it to the new one', 2, 3],
      ['of an earlier epoch, ends it as well', 1, null],
      ['of the new epoch already, leaves it there', 3, 3],
    ])('when one is to be kept that is %s', async (_what, epoch, expected) => {
      const userId = randomUUID();
      const [kept, ...others] = await sessionsIn(userId, epoch, 2, 2, 3);
      await repository().endBefore(3, userId, kept!.state.id);
      expect(await epochsOf([kept!, ...others])).toEqual([expected, null, null, 3]);
      if (expected !== null) expect(await stateOf(kept!)).toEqual({ ...kept!.state, epoch: expected });
    });

    it('when one is to be kept that is somebody else’s, leaves it alone', async () => {
      const [mine, foreign] = [await anAddedSession({ epoch: 2 }), await anAddedSession({ epoch: 2 })];
      await repository().endBefore(3, mine.state.userId, foreign.state.id);
      expect(await epochsOf([mine, foreign])).toEqual([null, 2]);
    });

    it('when sessions have expired, ends those', async () => {
      // Long before the other tests' sessions.
      const opened = (seconds: number) => new Date(Date.UTC(2020, 0, 1, 0, 0, seconds));
      const sessions = await Promise.all([1, 2, 3].map((seconds) => anAddedSession({ at: opened(seconds) })));
      await repository().endExpired(new Date(opened(2).getTime() + SESSION_LIFETIME_MS));
      expect(await epochsOf(sessions)).toEqual([null, null, 1]);
    });
  });
}
