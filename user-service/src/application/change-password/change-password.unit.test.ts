import { describe, expect, it } from 'vitest';
import { aSession } from '../../../tests/a-session.ts';
import { at, aUser } from '../../../tests/a-user.ts';
import { hashOf, inMemoryPorts } from '../../../tests/in-memory-ports.ts';
import { CurrentPasswordIsWrong } from '../../domain/user/user-error.ts';
import { ChangePassword } from './change-password.ts';

const EMAIL = 'amira@souk.test';
const origin = { network: '203.0.113.7', deviceToken: null };

/** A user with two sessions who changes their password in the one called `here`. */
async function aUserWithTwoSessions() {
  const ports = inMemoryPorts(aUser({ email: EMAIL, passwordHash: hashOf('old') }));
  for (const id of ['here', 'elsewhere']) await ports.sessions.add(aSession({ id }));
  const changePassword = new ChangePassword(ports);
  const change = (currentPassword: string, newPassword: string) =>
    changePassword.execute({ userId: 'user-1', sessionId: 'here', currentPassword, newPassword, origin });
  /** Which of the sessions may go on. */
  const admitted = async () => {
    const user = await ports.users.find('user-1');
    const found = await Promise.all(['here', 'elsewhere'].map((id) => ports.sessions.find(id)));
    return found.flatMap((session) => (session !== null && user!.admits(session.state.epoch) ? session.state.id : []));
  };
  const passwordHash = async () => (await ports.users.find('user-1'))?.state.passwordHash;
  return { ...ports, change, admitted, passwordHash };
}

describe('changing a password', () => {
  it('when the current one is right, replaces it and ends the sessions elsewhere', async () => {
    const { sessions, change, admitted, passwordHash } = await aUserWithTwoSessions();
    await change('old', 'new');
    expect(await passwordHash()).toBe(hashOf('new'));
    expect(await admitted()).toEqual(['here']);
    expect(await sessions.find('elsewhere')).toBeNull();
  });

  it('when the current one is wrong, changes nothing and counts it for this session', async () => {
    const { failures, change, admitted, passwordHash } = await aUserWithTwoSessions();
    await expect(change('wrong', 'new')).rejects.toThrow(CurrentPasswordIsWrong);
    expect(await passwordHash()).toBe(hashOf('old'));
    expect(await admitted()).toEqual(['here', 'elsewhere']);
    expect(await failures.of([EMAIL, 'session', 'here'], at)).toMatchObject({ count: 1 });
  });

  it('when it is right, knows where it was changed, and the device, under the new one', async () => {
    const { knownNetworks, change } = await aUserWithTwoSessions();
    const { token } = await change('old', 'new');
    expect(token).toContain(hashOf('new'));
    const access = { userId: 'user-1', passwordHash: hashOf('new') };
    expect(await knownNetworks.has(access, origin.network, at)).toBe(true);
  });

  it('when it is changed elsewhere meanwhile, leaves that one', async () => {
    const { users, passwords, change, passwordHash } = await aUserWithTwoSessions();
    passwords.hash = async (password) => {
      await users.update('user-1', (user) => user.changePassword({ from: hashOf('old'), to: hashOf('theirs') }, at));
      return hashOf(password);
    };
    await expect(change('old', 'mine')).rejects.toThrow(CurrentPasswordIsWrong);
    expect(await passwordHash()).toBe(hashOf('theirs'));
  });

  it('when cut off before sessions are ended, leaves none that may go on', async () => {
    const { sessions, change, admitted, passwordHash } = await aUserWithTwoSessions();
    sessions.endBefore = () => Promise.reject(new Error('cut off'));
    await expect(change('old', 'new')).rejects.toThrow('cut off');
    expect(await passwordHash()).toBe(hashOf('new'));
    expect(await admitted()).toEqual([]);
  });
});
