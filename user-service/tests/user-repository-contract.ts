import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { UserNotFound, VerificationIsInvalid } from '../src/domain/user/user-error.ts';
import type { UserRepository } from '../src/domain/user/user-repository.ts';
import type { User } from '../src/domain/user/user.ts';
import { addressFields, at, aUser, later } from './a-user.ts';

const MINUTE = 60_000;

const shapes: Readonly<Record<string, (user: User) => void>> = {
  'has just registered': () => undefined,
  'is verified': (user) => user.verifyEmail(user.state.verification?.id ?? '', later(1)),
  'is an admin': (user) => user.assignRole('admin', 'admin-1', later(1)),
  'is blocked': (user) => user.setStatus('blocked', 'admin-1', later(1)),
  'has been registered by others, too': (user) => {
    user.claim({ name: 'Badr', passwordHash: 'hash-2', verificationId: randomUUID() }, later(1));
    user.claim({ name: 'Celia', passwordHash: 'hash-3', verificationId: randomUUID() }, later(2));
  },
  'has addresses': (user) => {
    user.addAddress({ id: 'a1', ...addressFields }, later(1));
    user.addAddress({ id: 'a2', ...addressFields, line2: '2nd floor' }, later(2));
  },
};

/** What every repository of users must do. The repository may hold other tests' users already. */
export function userRepositoryContract(name: string, repository: () => UserRepository): void {
  /** Somebody whom the repository has not seen yet. */
  const somebody = (overrides: Parameters<typeof aUser>[0] = {}) => {
    const id = randomUUID();
    return aUser({ id, email: `${id}@souk.test`, verificationId: `verification of ${id}`, ...overrides });
  };
  const anAddedUser = async (user = somebody()) => {
    expect(await repository().add(user)).toBe(true);
    return user.state;
  };

  describe(name, () => {
    it.each(Object.entries(shapes))('when a user is added who %s, finds them as they were', async (_who, become) => {
      const user = somebody();
      become(user);
      const { id, email } = await anAddedUser(user);
      expect((await repository().find(id))?.state).toEqual(user.state);
      expect((await repository().findByEmail(email))?.state).toEqual(user.state);
    });

    it.each([
      ['id', ({ id }: User['state']) => ({ id })],
      ['e-mail address', ({ email }: User['state']) => ({ email })],
    ])('when there is an account with the same %s already, leaves it as it is', async (_what, same) => {
      const state = await anAddedUser();
      const other = somebody({ name: 'Mallory', ...same(state) });
      expect(await repository().add(other)).toBe(false);
      expect((await repository().findByEmail(state.email))?.state).toEqual(state);
      const found = [await repository().find(other.state.id), await repository().findByEmail(other.state.email)];
      expect(found.map((user) => user?.state.name)).not.toContain('Mallory');
    });

    it('when one e-mail address is added many times at once, adds it once', async () => {
      const email = `${randomUUID()}@souk.test`;
      const users = Array.from({ length: 8 }, () => somebody({ email }));
      const added = await Promise.all(users.map((user) => repository().add(user)));
      const winner = users[added.indexOf(true)];
      expect(added.filter(Boolean)).toHaveLength(1);
      expect((await repository().findByEmail(email))?.state).toEqual(winner?.state);
      const found = await Promise.all(users.map(({ state }) => repository().find(state.id)));
      expect(found.flatMap((user) => user?.state.id ?? [])).toEqual([winner?.state.id]);
    });

    it('when asked by a verification, finds who has to use it, until it is used or replaced', async () => {
      const { id } = await anAddedUser();
      await anAddedUser();
      const [first, second] = [`verification of ${id}`, randomUUID()];
      expect((await repository().findByVerification(first))?.state.id).toBe(id);
      await repository().update(id, (user) => user.requestVerification(second, later(MINUTE)));
      expect(await repository().findByVerification(first)).toBeNull();
      expect((await repository().findByVerification(second))?.state.id).toBe(id);
      const [claim, claimed] = [{ name: 'Badr', passwordHash: 'hash-2' }, randomUUID()];
      await repository().update(id, (user) => user.claim({ ...claim, verificationId: claimed }, later(MINUTE)));
      expect((await repository().findByVerification(claimed))?.state.id).toBe(id);
      await repository().update(id, (user) => user.verifyEmail(second, later(MINUTE)));
      for (const link of [second, claimed]) expect(await repository().findByVerification(link)).toBeNull();
    });

    it('when a user is changed, returns and keeps what became of them', async () => {
      const before = await anAddedUser();
      const changed = await repository().update(before.id, (user) => user.rename('Amira B.', later(1)));
      expect(changed.state).toEqual({ ...before, name: 'Amira B.', updatedAt: later(1) });
      expect((await repository().find(before.id))?.state).toEqual(changed.state);
    });

    it('when nothing changes, returns the user as they are', async () => {
      const before = await anAddedUser();
      const same = await repository().update(before.id, (user) => user.assignRole('customer', 'admin-1', later(1)));
      expect(same.state).toEqual(before);
      expect((await repository().find(before.id))?.state).toEqual(before);
    });

    it('when a change is refused, says why and keeps the user as they are', async () => {
      const before = await anAddedUser();
      const change = repository().update(before.id, (user) => {
        user.rename('Mallory', at);
        user.verifyEmail('a guess', at);
      });
      await expect(change).rejects.toThrow(VerificationIsInvalid);
      expect((await repository().find(before.id))?.state).toEqual(before);
    });

    it('when a user who was found is changed and not stored, keeps them as they are', async () => {
      const before = await anAddedUser();
      (await repository().find(before.id))?.rename('Mallory', at);
      expect((await repository().find(before.id))?.state).toEqual(before);
    });

    it('when many change a user at once, loses no change', async () => {
      const { id } = await anAddedUser();
      const ids = Array.from({ length: 8 }, (_, index) => `a${index}`);
      await Promise.all(
        ids.map((addressId) =>
          repository().update(id, (user) => user.addAddress({ id: addressId, ...addressFields }, at)),
        ),
      );
      const addresses = (await repository().find(id))?.state.addresses ?? [];
      expect(addresses.map((address) => address.id).sort()).toEqual(ids);
    });

    it('when there is no such user, finds none and refuses to change them', async () => {
      expect(await repository().find(randomUUID())).toBeNull();
      expect(await repository().findByEmail('nobody@souk.test')).toBeNull();
      expect(await repository().findByVerification(randomUUID())).toBeNull();
      await expect(repository().update(randomUUID(), () => undefined)).rejects.toThrow(UserNotFound);
    });
  });
}
