import { describe, expect, it } from 'vitest';
import { aUser } from '../../../tests/a-user.ts';
import { inMemoryPorts } from '../../../tests/in-memory-ports.ts';
import { EnsureAdmin } from './ensure-admin.ts';

const admin = { email: 'Admin@Souk.TEST', password: 'right' };

describe('making the first admin', () => {
  it('when two processes start at once, makes one', async () => {
    const ports = inMemoryPorts();
    await Promise.all([new EnsureAdmin(ports).execute(admin), new EnsureAdmin(ports).execute(admin)]);
    expect((await ports.users.findByEmail('admin@souk.test'))?.isActingAdmin).toBe(true);
    expect(ports.users.events.map(({ type }) => type)).toEqual(['UserRegistered']);
  });

  it('when the address has an account, leaves it as it is, whatever its role', async () => {
    const shopper = aUser({ email: 'admin@souk.test' });
    const ports = inMemoryPorts(shopper);
    await new EnsureAdmin(ports).execute(admin);
    expect((await ports.users.findByEmail('admin@souk.test'))?.state).toEqual(shopper.state);
  });
});
