import { describe, expect, it } from 'vitest';
import { at, aUser } from '../../../tests/a-user.ts';
import { hashOf, inMemoryPorts } from '../../../tests/in-memory-ports.ts';
import { RegisterUser } from './register-user.ts';

const registration = { email: 'Amira@Souk.TEST', password: 'right', name: 'Amira', requestKey: null };

describe('registering', () => {
  it('when the address is new, opens an account for it, however it is written', async () => {
    const ports = inMemoryPorts();
    await new RegisterUser(ports).execute(registration);
    expect((await ports.users.findByEmail('amira@souk.test'))?.state).toMatchObject({
      id: 'id of amira@souk.test',
      passwordHash: hashOf('right'),
      verification: { id: 'id-1' },
    });
    expect(ports.users.events.map(({ type }) => type)).toEqual(['UserRegistered', 'EmailVerificationRequested']);
  });

  it('when the address is somebody’s for sure, hashes a password all the same, and changes and tells nothing', async () => {
    const amira = aUser({ email: 'amira@souk.test' });
    amira.verifyEmail('verification-1', at);
    const ports = inMemoryPorts(amira);
    await new RegisterUser(ports).execute(registration);
    expect(ports.hashed).toEqual(['right']);
    expect((await ports.users.findByEmail('amira@souk.test'))?.state).toEqual(amira.state);
    expect(ports.users.events).toEqual([]);
  });

  it('when nobody has proved the address yet, asks whoever has the mailbox, and leaves the account as it is', async () => {
    const stranger = aUser({ email: 'amira@souk.test', name: 'Stranger', passwordHash: hashOf('strangers') });
    const ports = inMemoryPorts(stranger);
    await new RegisterUser(ports).execute(registration);
    const { claims, ...state } = (await ports.users.findByEmail('amira@souk.test'))!.state;
    expect(state).toMatchObject({ name: 'Stranger', passwordHash: hashOf('strangers'), emailVerifiedAt: null });
    expect(claims).toMatchObject([{ name: 'Amira', passwordHash: hashOf('right'), verification: { id: 'id-1' } }]);
    expect(ports.users.events).toMatchObject([{ type: 'EmailVerificationRequested', name: 'Amira' }]);
  });

  it('when the request is repeated under its key, asks once', async () => {
    const ports = inMemoryPorts(aUser({ email: 'amira@souk.test' }));
    for (let time = 1; time <= 2; time++) {
      await new RegisterUser(ports).execute({ ...registration, requestKey: 'key-1' });
    }
    expect(ports.users.events).toHaveLength(1);
  });
});
