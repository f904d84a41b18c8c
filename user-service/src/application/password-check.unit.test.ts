import { describe, expect, it } from 'vitest';
import { at } from '../../tests/a-user.ts';
import { hashOf, inMemoryPorts } from '../../tests/in-memory-ports.ts';
import { TooManyFailures } from './too-many-failures.ts';

const EMAIL = 'amira@souk.test';
const MINUTE = 60_000;

function aCheck() {
  const ports = inMemoryPorts();
  const guess = (password: string) => ports.passwordCheck.isRight(EMAIL, hashOf('right'), password);
  const failTimes = async (times: number) => {
    for (let n = 0; n < times; n++) expect(await guess('wrong')).toBe(false);
  };
  return { ...ports, guess, failTimes };
}

describe('PasswordCheck', () => {
  it('when the account is unknown, verifies a password all the same', async () => {
    const { passwordCheck, failures, compared } = aCheck();
    expect(await passwordCheck.isRight(EMAIL, null, 'right')).toBe(false);
    expect(compared).toEqual([null]);
    expect(await failures.of(EMAIL, at)).toMatchObject({ count: 1 });
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

  it('when a hundred are guessed at once, does not tell the right one from those past the tenth', async () => {
    const { guess } = aCheck();
    const guesses = [...Array.from({ length: 99 }, () => 'wrong'), 'right'];
    const answers = await Promise.allSettled(guesses.map((password) => guess(password)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(answers.at(-1)).toMatchObject({ status: 'rejected', reason: { name: 'TooManyFailures' } });
  });
});
