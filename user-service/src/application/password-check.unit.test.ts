import { describe, expect, it } from 'vitest';
import { at } from '../../tests/a-user.ts';
import { hashOf, inMemoryPorts } from '../../tests/in-memory-ports.ts';
import type { GuessLimit } from './password-check.ts';
import { TooManyFailures } from './too-many-failures.ts';

const EMAIL = 'amira@souk.test';
const MINUTE = 60_000;
const OWN: GuessLimit = { key: [EMAIL, 'network', '203.0.113.7'], most: 10 };
const SHARED: GuessLimit = { key: [EMAIL, 'strangers'], most: 50, isShared: true };
const networkOf = (number: number): GuessLimit => ({ key: [EMAIL, 'network', String(number)], most: 10 });

function aCheck() {
  const ports = inMemoryPorts();
  const guess = (password: string, limits = [OWN]) =>
    ports.passwordCheck.isRight({ limits, passwordHash: hashOf('right'), password });
  const failTimes = async (times: number, limits = [OWN]) => {
    for (let n = 0; n < times; n++) expect(await guess('wrong', limits)).toBe(false);
  };
  return { ...ports, guess, failTimes };
}

describe('PasswordCheck', () => {
  it('when the account is unknown, verifies a password all the same', async () => {
    const { passwordCheck, failures, compared } = aCheck();
    expect(await passwordCheck.isRight({ limits: [OWN], passwordHash: null, password: 'right' })).toBe(false);
    expect(compared).toEqual([null]);
    expect(await failures.of(OWN.key, at)).toMatchObject({ count: 1 });
  });

  it('when ten were wrong, refuses even the right one before it is hashed, and says when to come back', async () => {
    const { compared, guess, failTimes, letPass } = aCheck();
    await failTimes(10);
    letPass(5 * MINUTE);
    const refused = guess('right');
    await expect(refused).rejects.toThrow(TooManyFailures);
    await expect(refused).rejects.toMatchObject({ retryAfterSeconds: 10 * 60 });
    expect(compared).toHaveLength(10);
    letPass(10 * MINUTE);
    expect(await guess('right')).toBe(true);
  });

  it('when the right one comes after nine wrong ones, forgets them', async () => {
    const { guess, failTimes } = aCheck();
    await failTimes(9);
    expect(await guess('right')).toBe(true);
    await failTimes(9);
    expect(await guess('right')).toBe(true);
  });

  it('when a hundred are guessed at once, hashes ten, and does not tell the right one from those past the tenth', async () => {
    const { compared, guess } = aCheck();
    const guesses = [...Array.from({ length: 99 }, () => 'wrong'), 'right'];
    const answers = await Promise.allSettled(guesses.map((password) => guess(password)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(answers.at(-1)).toMatchObject({ status: 'rejected', reason: { name: 'TooManyFailures' } });
    expect(compared).toHaveLength(10);
  });

  it('when other processes have counted up to the limit meanwhile, refuses the right one, too', async () => {
    const { failures, guess, passwords } = aCheck();
    const verify = passwords.verify.bind(passwords);
    passwords.verify = async (hash, password) => {
      for (let n = 0; n < 10; n++) await failures.add(OWN.key, at, new Date(at.getTime() + MINUTE));
      return verify(hash, password);
    };
    await expect(guess('right')).rejects.toThrow(TooManyFailures);
  });

  it('when a hundred networks guess at once, answers as many as strangers may be wrong, and says why', async () => {
    const { compared, guess } = aCheck();
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, (_, number) => guess('wrong', [networkOf(number), SHARED])),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(50);
    expect(compared).toHaveLength(50);
    await expect(guess('right', [networkOf(100), SHARED])).rejects.toThrow('Somebody is guessing');
    expect(await guess('right')).toBe(true);
  });

  it('when the right one comes from a stranger, leaves what others have counted', async () => {
    const { failures, guess, failTimes } = aCheck();
    await failTimes(3, [networkOf(1), SHARED]);
    expect(await guess('right', [networkOf(1), SHARED])).toBe(true);
    expect(await failures.of(networkOf(1).key, at)).toBeNull();
    expect(await failures.of(SHARED.key, at)).toMatchObject({ count: 3 });
  });
});
