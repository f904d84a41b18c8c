import { describe, expect, it } from 'vitest';
import { Argon2Passwords } from './argon2-passwords.ts';

const passwords = new Argon2Passwords({ concurrency: 2 });

describe('Argon2Passwords', () => {
  it('when a password is hashed, uses argon2id at the cost OWASP asks for, with a new salt each time', async () => {
    const [one, two] = await Promise.all([passwords.hash('a-good-password'), passwords.hash('a-good-password')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(two).not.toBe(one);
  });

  it('when a password is compared, tells the right from the wrong one', async () => {
    const hash = await passwords.hash('a-good-password');
    expect(await passwords.verify(hash, 'a-good-password')).toBe(true);
    expect(await passwords.verify(hash, 'a-good-passworD')).toBe(false);
  });

  it('when there is no hash to compare with, says no', async () => {
    expect(await passwords.verify(null, '')).toBe(false);
  });
});
