import { describe, expect, it } from 'vitest';
import { aSession } from '../../../tests/a-session.ts';
import { at, aUser } from '../../../tests/a-user.ts';
import { inMemoryPorts } from '../../../tests/in-memory-ports.ts';
import { AdminsCannotChangeTheirOwnAccess, OnlyAdminsMayChangeAccess } from '../../domain/user/user-error.ts';
import { User } from '../../domain/user/user.ts';
import { ChangeUserAccess, type ChangeUserAccessInput } from './change-user-access.ts';

/** An admin, and a user who has a session. */
async function aShop() {
  const admin = User.appointAdmin({ id: 'admin-1', email: 'a@souk.test', name: 'Admin', passwordHash: 'hash', at });
  const ports = inMemoryPorts(admin, aUser());
  await ports.sessions.add(aSession());
  const changeUserAccess = new ChangeUserAccess(ports);
  return {
    ...ports,
    change: (input: Partial<ChangeUserAccessInput>) =>
      changeUserAccess.execute({ userId: 'user-1', by: 'admin-1', ...input }),
  };
}

describe('changing what a user may do', () => {
  it('when an admin blocks and demotes at once, does both and ends the user’s sessions', async () => {
    const { users, sessions, change } = await aShop();
    await change({ role: 'admin' });
    expect(await change({ role: 'customer', status: 'blocked' })).toMatchObject({
      role: 'customer',
      status: 'blocked',
    });
    expect(await sessions.find('session-1')).toBeNull();
    expect(users.events).toMatchObject([
      { type: 'RoleChanged', role: 'admin' },
      { type: 'RoleChanged', role: 'customer' },
    ]);
  });

  it.each([
    ['demoted', (admin: User) => admin.assignRole('customer', 'admin-2', at)],
    ['blocked', (admin: User) => admin.setStatus('blocked', 'admin-2', at)],
  ])('when the admin has been %s, refuses, whatever their token says', async (_what, become) => {
    const { users, change } = await aShop();
    await users.update('admin-1', become);
    await expect(change({ role: 'admin' })).rejects.toThrow(OnlyAdminsMayChangeAccess);
    expect((await users.find('user-1'))?.state.role).toBe('customer');
  });

  it('when who asks is nobody that is known, refuses', async () => {
    const { change } = await aShop();
    await expect(change({ by: 'unknown', role: 'admin' })).rejects.toThrow(OnlyAdminsMayChangeAccess);
  });

  it('when admins would block themselves, refuses and keeps all that they asked for as it is', async () => {
    const { users, change } = await aShop();
    const itself = change({ userId: 'admin-1', role: 'admin', status: 'blocked' });
    await expect(itself).rejects.toThrow(AdminsCannotChangeTheirOwnAccess);
    expect((await users.find('admin-1'))?.isActingAdmin).toBe(true);
  });

  it('when cut off before the sessions are ended, ends them when it is asked again', async () => {
    const { users, sessions, change } = await aShop();
    const endBefore = sessions.endBefore.bind(sessions);
    sessions.endBefore = () => Promise.reject(new Error('cut off'));
    await expect(change({ status: 'blocked' })).rejects.toThrow('cut off');
    expect((await users.find('user-1'))?.isBlocked).toBe(true);
    sessions.endBefore = endBefore;
    await change({ status: 'blocked' });
    expect(await sessions.find('session-1')).toBeNull();
  });
});
