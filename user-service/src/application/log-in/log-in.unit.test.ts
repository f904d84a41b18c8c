import { describe, expect, it } from 'vitest';
import { at, aUser } from '../../../tests/a-user.ts';
import { CredentialsAreInvalid } from '../../domain/user/user-error.ts';
import { PasswordCheck } from '../password-check.ts';
import { LogIn } from './log-in.ts';

const user = aUser();

/** A login whose only account is `user`, with a note of every hash it compares with. */
function aLogIn() {
  const verified: (string | null)[] = [];
  const clock = { now: () => at };
  const logIn = new LogIn({
    users: {
      add: () => Promise.resolve(false),
      find: () => Promise.resolve(null),
      findByEmail: (email) => Promise.resolve(email === user.state.email ? user : null),
      findByVerification: () => Promise.resolve(null),
      update: () => Promise.resolve(user),
    },
    sessions: {
      add: () => Promise.resolve(),
      find: () => Promise.resolve(null),
      rotate: () => Promise.resolve(false),
      end: () => Promise.resolve(false),
      endBefore: () => Promise.resolve(),
      endExpired: () => Promise.resolve(),
    },
    passwordCheck: new PasswordCheck({
      clock,
      passwords: {
        hash: () => Promise.resolve('unused'),
        verify: (hash, password) => {
          verified.push(hash);
          return Promise.resolve(hash === user.state.passwordHash && password === 'right');
        },
      },
      failures: {
        of: () => Promise.resolve(null),
        add: (_email, _at, until) => Promise.resolve({ count: 1, until }),
        clear: () => Promise.resolve(),
        forgetExpired: () => Promise.resolve(),
      },
    }),
    accessTokens: {
      publicKeys: [],
      issue: ({ userId, role }) => ({ accessToken: `${userId} ${role}`, expiresIn: 900 }),
      sessionOf: () => null,
    },
    refreshTokens: { next: () => ({ token: 'token', hash: 'hash' }), read: () => null },
    ids: { next: () => 'session-1' },
    clock,
  });
  return {
    verified,
    withPassword: (email: string, password: string) => logIn.execute({ email, password, userAgent: null }),
  };
}

describe('a login', () => {
  it.each([
    ['the account is unknown', 'nobody@souk.test', null],
    ['the password is wrong', user.state.email, user.state.passwordHash],
  ])('when %s, compares one hash and says the same', async (_what, email, hash) => {
    const { verified, withPassword } = aLogIn();
    await expect(withPassword(email, 'wrong')).rejects.toThrow(new CredentialsAreInvalid());
    expect(verified).toEqual([hash]);
  });

  it('when the address is written in another way, finds the account', async () => {
    const { withPassword } = aLogIn();
    expect(await withPassword('Amira@SOUK.test', 'right')).toMatchObject({
      accessToken: 'user-1 customer',
      refreshToken: 'token',
      user: { id: 'user-1' },
    });
  });
});
