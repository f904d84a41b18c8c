import { describe, expect, it } from 'vitest';
import { aSession } from '../../../tests/a-session.ts';
import { aUser } from '../../../tests/a-user.ts';
import { inMemoryPorts } from '../../../tests/in-memory-ports.ts';
import { LogOutEverywhere } from './log-out-everywhere.ts';

async function aUserWithASession() {
  const ports = inMemoryPorts(aUser());
  await ports.sessions.add(aSession());
  return { ...ports, logOutEverywhere: new LogOutEverywhere(ports) };
}

describe('logging out everywhere', () => {
  it('when done, ends every session of the user and nobody else’s', async () => {
    const { sessions, logOutEverywhere } = await aUserWithASession();
    await sessions.add(aSession({ id: 'another device' }));
    await sessions.add(aSession({ id: 'another user', userId: 'user-2' }));
    await logOutEverywhere.execute('user-1');
    const found = await Promise.all(['session-1', 'another device', 'another user'].map((id) => sessions.find(id)));
    expect(found.flatMap((session) => session?.state.id ?? [])).toEqual(['another user']);
  });

  it('when cut off before the sessions are ended, leaves none that may go on', async () => {
    const { users, sessions, logOutEverywhere } = await aUserWithASession();
    sessions.endBefore = () => Promise.reject(new Error('cut off'));
    await expect(logOutEverywhere.execute('user-1')).rejects.toThrow('cut off');
    const [user, session] = [await users.find('user-1'), await sessions.find('session-1')];
    expect(user?.admits(session!.state.epoch)).toBe(false);
  });
});
