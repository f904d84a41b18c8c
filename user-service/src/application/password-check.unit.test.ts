import { beforeEach, describe, expect, it } from 'vitest';
import { at } from '../../tests/a-user.ts';
import { PasswordCheck } from './password-check.ts';
import type { Failures, LoginFailures } from './ports/login-failures.ts';
import type { Passwords } from './ports/passwords.ts';
import { TooManyFailures } from './too-many-failures.ts';

const EMAIL = 'amira@souk.test';

let verified: (string | null)[];
let counted: Failures | null;
let check: PasswordCheck;

const passwords: Passwords = {
  hash: (password) => Promise.resolve(`hash of ${password}`),
  verify: (hash, password) => {
    verified.push(hash);
    return Promise.resolve(hash === `hash of ${password}`);
  },
};

const failures: LoginFailures = {
  of: () => Promise.resolve(counted),
  add: (_email, _at, until) => Promise.resolve((counted = { until, count: (counted?.count ?? 0) + 1 })),
  clear: () => {
    counted = null;
    return Promise.resolve();
  },
  forgetExpired: () => Promise.resolve(),
};

beforeEach(() => {
  verified = [];
  counted = null;
  check = new PasswordCheck({ passwords, failures, clock: { now: () => at } });
});

const guess = (password: string) => check.isRight(EMAIL, 'hash of right', password);

async function failTimes(times: number): Promise<void> {
  for (let n = 0; n < times; n++) expect(await guess('wrong')).toBe(false);
}

describe('PasswordCheck', () => {
  it('when the account is unknown, verifies a password all the same', async () => {
    expect(await check.isRight(EMAIL, null, 'right')).toBe(false);
    expect(verified).toEqual([null]);
    expect(counted).toMatchObject({ count: 1 });
  });

  it('when ten were wrong, refuses even the right one before it is hashed, and says when to come back', async () => {
    await failTimes(10);
    verified = [];
    const refused = guess('right');
    await expect(refused).rejects.toThrow(TooManyFailures);
    await expect(refused).rejects.toMatchObject({ retryAfterSeconds: 15 * 60 });
    expect(verified).toEqual([]);
  });

  it('when the right one comes after nine wrong ones, forgets them', async () => {
    await failTimes(9);
    expect(await guess('right')).toBe(true);
    await failTimes(9);
    expect(await guess('right')).toBe(true);
  });

  it('when a hundred are guessed at once, does not tell the right one from those past the tenth', async () => {
    const guesses = [...Array.from({ length: 99 }, () => 'wrong'), 'right'];
    const answers = await Promise.allSettled(guesses.map((password) => guess(password)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(answers.at(-1)).toMatchObject({ status: 'rejected', reason: { name: 'TooManyFailures' } });
  });
});
