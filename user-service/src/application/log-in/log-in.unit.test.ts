import { describe, expect, it } from 'vitest';
import { at, aUser } from '../../../tests/a-user.ts';
import { hashOf, inMemoryPorts } from '../../../tests/in-memory-ports.ts';
import { AccountIsBlocked, CredentialsAreInvalid } from '../../domain/user/user-error.ts';
import { LogIn } from './log-in.ts';

const amira = aUser({ passwordHash: hashOf('right') });
const origin = { network: '203.0.113.7', deviceToken: null };
const blocked = aUser({ id: 'user-2', email: 'blocked@souk.test', passwordHash: hashOf('right') });
blocked.setStatus('blocked', 'admin-1', at);

function aLogIn() {
  const ports = inMemoryPorts(amira, blocked);
  const logIn = new LogIn(ports);
  return {
    ...ports,
    withPassword: (email: string, password: string) =>
      logIn.execute({ email, password, userAgent: 'Mozilla/5.0', origin }),
  };
}

describe('a login', () => {
  it('when the address is written in another way, opens a session for the account', async () => {
    const { sessions, withPassword } = aLogIn();
    expect(await withPassword('Amira@SOUK.test', 'right')).toMatchObject({
      accessToken: 'user-1, customer, id-1',
      refreshToken: 'id-1/id-2',
      user: { id: 'user-1' },
      device: { token: expect.any(String) },
    });
    expect((await sessions.find('id-1'))?.state).toMatchObject({
      userId: 'user-1',
      epoch: amira.state.sessionEpoch,
      currentHash: hashOf('id-1/id-2'),
      userAgent: 'Mozilla/5.0',
    });
  });

  it.each([
    ['the account is unknown', 'nobody@souk.test', null],
    ['the password is wrong', 'amira@souk.test', hashOf('right')],
    ['the password is wrong and the account blocked', 'blocked@souk.test', hashOf('right')],
  ])('when %s, compares one hash and says the same', async (_what, email, hash) => {
    const { compared, withPassword } = aLogIn();
    await expect(withPassword(email, 'wrong')).rejects.toThrow(new CredentialsAreInvalid());
    expect(compared).toEqual([hash]);
  });

  it('when the account is blocked, says so to who knows the password, and opens no session', async () => {
    const { sessions, withPassword } = aLogIn();
    await expect(withPassword('blocked@souk.test', 'right')).rejects.toThrow(AccountIsBlocked);
    expect(await sessions.find('id-1')).toBeNull();
  });

  it('when the password is changed while it is compared, opens a session that is over already', async () => {
    const { users, sessions, passwords, withPassword } = aLogIn();
    const verify = passwords.verify.bind(passwords);
    passwords.verify = async (hash, password) => {
      await users.update('user-1', (user) => user.changePassword({ from: hashOf('right'), to: hashOf('new') }, at));
      return verify(hash, password);
    };
    await withPassword('amira@souk.test', 'right');
    const [user, session] = [await users.find('user-1'), await sessions.find('id-1')];
    expect(user?.admits(session!.state.epoch)).toBe(false);
  });
});
