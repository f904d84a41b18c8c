import { describe, expect, it } from 'vitest';
import { aUser } from '../../../tests/a-user.ts';
import { hashOf, inMemoryPorts } from '../../../tests/in-memory-ports.ts';
import { RegisterUser } from './register-user.ts';

const registration = { email: 'Amira@Souk.TEST', password: 'right', name: 'Amira' };

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

  it('when the address has an account, hashes a password all the same, and changes and tells nothing', async () => {
    const amira = aUser({ email: 'amira@souk.test' });
    const ports = inMemoryPorts(amira);
    await new RegisterUser(ports).execute(registration);
    expect(ports.hashed).toEqual(['right']);
    expect((await ports.users.findByEmail('amira@souk.test'))?.state).toEqual(amira.state);
    expect(ports.users.events).toEqual([]);
  });
});
