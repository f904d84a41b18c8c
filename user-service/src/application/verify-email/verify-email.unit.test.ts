import { describe, expect, it } from 'vitest';
import { aSession } from '../../../tests/a-session.ts';
import { at, aUser } from '../../../tests/a-user.ts';
import { inMemoryPorts, tokenFor } from '../../../tests/in-memory-ports.ts';
import { VerificationIsInvalid } from '../../domain/user/user-error.ts';
import { VerifyEmail } from './verify-email.ts';

const MINUTE = 60_000;

function aVerification() {
  const ports = inMemoryPorts(
    aUser({ verificationId: 'mine' }),
    aUser({ id: 'user-2', email: 'badr@souk.test', verificationId: 'theirs' }),
  );
  const verifyEmail = new VerifyEmail(ports);
  const isVerified = async () => (await ports.users.find('user-1'))?.state.emailVerifiedAt !== null;
  return { ...ports, isVerified, verify: (id: string, token: string) => verifyEmail.execute(id, token) };
}

describe('verifying an address', () => {
  it('when the token is the one of the mail, verifies the address, once', async () => {
    const { verify, isVerified } = aVerification();
    await verify('mine', tokenFor('mine'));
    expect(await isVerified()).toBe(true);
    await expect(verify('mine', tokenFor('mine'))).rejects.toThrow(VerificationIsInvalid);
  });

  it.each([
    ['of another mail', 'mine', tokenFor('theirs')],
    ['of a mail that was never sent', 'unknown', tokenFor('unknown')],
  ])('when the token is %s, refuses', async (_which, id, token) => {
    const { verify, isVerified } = aVerification();
    await expect(verify(id, token)).rejects.toThrow(VerificationIsInvalid);
    expect(await isVerified()).toBe(false);
  });

  it('when another mail is asked for at this very moment, refuses the token of the first', async () => {
    const { users, letPass, clock, verify, isVerified } = aVerification();
    const find = users.findByVerification.bind(users);
    users.findByVerification = async (id) => {
      const found = await find(id);
      letPass(MINUTE);
      await users.update('user-1', (user) => user.requestVerification('second', clock.now()));
      return found;
    };
    await expect(verify('mine', tokenFor('mine'))).rejects.toThrow(VerificationIsInvalid);
    expect(await isVerified()).toBe(false);
  });

  it('when another one has registered the address since, gives them the account and ends the sessions of before', async () => {
    const { users, sessions, verify } = aVerification();
    await sessions.add(aSession({ id: 'strangers' }));
    const claim = { name: 'Owner', passwordHash: 'owners-hash', verificationId: 'claim' };
    await users.update('user-1', (user) => user.claim(claim, at));
    await verify('claim', tokenFor('claim'));
    const user = await users.find('user-1');
    expect(user?.state).toMatchObject({ name: 'Owner', passwordHash: 'owners-hash', addresses: [], claims: [] });
    expect(user?.admits(1)).toBe(false);
    expect(await sessions.find('strangers')).toBeNull();
    await expect(verify('mine', tokenFor('mine'))).rejects.toThrow(VerificationIsInvalid);
  });
});
