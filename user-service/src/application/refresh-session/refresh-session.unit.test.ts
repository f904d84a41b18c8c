import { describe, expect, it } from 'vitest';
import { aSession } from '../../../tests/a-session.ts';
import { at, aUser } from '../../../tests/a-user.ts';
import { hashOf, inMemoryPorts } from '../../../tests/in-memory-ports.ts';
import { RefreshTokenIsInvalid, RefreshTokenWasJustReplaced } from '../../domain/session/session-error.ts';
import { REPLACED_GRACE_MS, SESSION_LIFETIME_MS } from '../../domain/session/session.ts';
import { RefreshSession } from './refresh-session.ts';

const FIRST = 'session-1/first';

/** A user with a session whose token is the first one. */
async function aLoggedInUser() {
  const ports = inMemoryPorts(aUser());
  await ports.sessions.add(aSession({ tokenHash: hashOf(FIRST) }));
  const refreshSession = new RefreshSession(ports);
  const isOpen = async () => (await ports.sessions.find('session-1')) !== null;
  return { ...ports, isOpen, refresh: (token: string) => refreshSession.execute(token) };
}

describe('refreshing a session', () => {
  it('when the token is the last one, gives the next, with the role that the user has by now', async () => {
    const { users, refresh } = await aLoggedInUser();
    await users.update('user-1', (user) => user.assignRole('admin', 'admin-1', at));
    const { accessToken, refreshToken } = await refresh(FIRST);
    expect({ accessToken, refreshToken }).toEqual({
      accessToken: 'user-1, admin, session-1',
      refreshToken: 'session-1/id-1',
    });
    expect(await refresh(refreshToken)).toMatchObject({ refreshToken: 'session-1/id-2' });
  });

  it('when a used token comes back, ends the session for both who hold its tokens', async () => {
    const { letPass, refresh, isOpen } = await aLoggedInUser();
    const { refreshToken } = await refresh(FIRST);
    letPass(REPLACED_GRACE_MS + 1);
    await expect(refresh(FIRST)).rejects.toThrow(RefreshTokenIsInvalid);
    expect(await isOpen()).toBe(false);
    await expect(refresh(refreshToken)).rejects.toThrow(RefreshTokenIsInvalid);
  });

  it('when it comes back within moments, or at the same moment, says so and keeps the session', async () => {
    const { letPass, refresh } = await aLoggedInUser();
    const [first, second] = await Promise.allSettled([refresh(FIRST), refresh(FIRST)]);
    expect(first).toMatchObject({ value: { refreshToken: 'session-1/id-1' } });
    expect(second).toMatchObject({ reason: new RefreshTokenWasJustReplaced() });
    letPass(REPLACED_GRACE_MS);
    await expect(refresh(FIRST)).rejects.toThrow(RefreshTokenWasJustReplaced);
    await refresh('session-1/id-1');
  });

  it.each(['session-1/guessed', 'session-2/first', 'no token'])(
    'when the token %j is made up, refuses it and ends nothing',
    async (token) => {
      const { refresh } = await aLoggedInUser();
      await expect(refresh(token)).rejects.toThrow(RefreshTokenIsInvalid);
      await refresh(FIRST);
    },
  );

  it('when the session is as old as it may get, refuses', async () => {
    const { letPass, refresh } = await aLoggedInUser();
    letPass(SESSION_LIFETIME_MS);
    await expect(refresh(FIRST)).rejects.toThrow(RefreshTokenIsInvalid);
  });

  it('when a crash has left the session of an ended epoch, refuses and ends it', async () => {
    const { users, refresh, isOpen } = await aLoggedInUser();
    await users.update('user-1', (user) => user.endSessions(at));
    await expect(refresh(FIRST)).rejects.toThrow(RefreshTokenIsInvalid);
    expect(await isOpen()).toBe(false);
  });
});
