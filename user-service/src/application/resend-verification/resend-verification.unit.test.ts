import { describe, expect, it } from 'vitest';
import { at, aUser } from '../../../tests/a-user.ts';
import { inMemoryPorts } from '../../../tests/in-memory-ports.ts';
import { ResendVerification } from './resend-verification.ts';

const MINUTE = 60_000;

function aResending() {
  const ports = inMemoryPorts(aUser({ email: 'amira@souk.test' }));
  const resendVerification = new ResendVerification(ports);
  return {
    ...ports,
    resend: (email: string, askedBy: string | null = null) => resendVerification.execute(email, askedBy),
  };
}

describe('asking for another verification mail', () => {
  it('when asked twice at once, sends one with a new link, however the address is written', async () => {
    const { users, letPass, resend } = aResending();
    letPass(MINUTE);
    await Promise.all([resend('AMIRA@souk.test'), resend('Amira@Souk.TEST')]);
    expect(users.events).toMatchObject([{ type: 'EmailVerificationRequested', verification: { id: 'id-1' } }]);
    expect((await users.findByVerification('id-1'))?.state.id).toBe('user-1');
  });

  it('when others have registered the address since, sends the latest its link, and whoever is logged in their own', async () => {
    const { users, letPass, resend } = aResending();
    await users.update('user-1', (user) =>
      user.claim({ name: 'Other', passwordHash: 'hash-2', verificationId: 'claim-1' }, at),
    );
    letPass(MINUTE);
    await resend('amira@souk.test');
    letPass(MINUTE);
    await resend('amira@souk.test', 'user-1');
    const { verification, claims } = (await users.find('user-1'))!.state;
    expect(claims).toMatchObject([{ name: 'Other', verification: { id: 'id-1' } }]);
    expect(verification?.id).toBe('id-2');
  });

  it('when there is no such account, does nothing and says nothing', async () => {
    const { users, resend } = aResending();
    await resend('nobody@souk.test');
    expect(users.events).toEqual([]);
  });
});
