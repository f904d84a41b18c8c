import { UserEmailVerificationRequestedV1, UserRegisteredV1, UserRoleChangedV1 } from '@souk/contracts/user-events';
import { eventually } from '@souk/testing/eventually';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import { User, VERIFICATION_LIFETIME_MS } from '../src/domain/user/user.ts';
import { at, aUser, later } from './a-user.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';
import { loginFailuresContract } from './login-failures-contract.ts';
import { sessionRepositoryContract } from './session-repository-contract.ts';
import { userRepositoryContract } from './user-repository-contract.ts';

let service: ComposedService;
let connection: Connection;
const users = () => service.container.get(T.UserRepository);
const sessions = () => service.container.get(T.SessionRepository);
const failures = () => service.container.get(T.LoginFailures);

beforeAll(async () => {
  service = await startComposedService();
  connection = await mongoose.createConnection(service.mongodbUri, { dbName: 'user-service' }).asPromise();
});

afterAll(async () => {
  await connection.close();
  await service.stop();
});

userRepositoryContract('MongoUserRepository', users);
sessionRepositoryContract('MongoSessionRepository', sessions);
loginFailuresContract('MongoLoginFailures', failures);

describe('MongoUserRepository', () => {
  it('when users register and change, publishes it with the change, once', async () => {
    const account = { id: 'user-1', email: 'amira@souk.test', name: 'Amira', passwordHash: 'hash-1', at };
    for (let time = 1; time <= 2; time++) {
      await users().add(User.register({ ...account, verificationId: `verification-${time}` }));
      await users().update('user-1', (user) => user.assignRole('admin', 'admin-1', later(1)));
    }
    const person = { userId: 'user-1', email: 'amira@souk.test', name: 'Amira' };
    const expiresAt = later(VERIFICATION_LIFETIME_MS).toISOString();
    await eventually(() => {
      const published = [UserRegisteredV1, UserEmailVerificationRequestedV1, UserRoleChangedV1]
        .flatMap((contract) => service.published(contract))
        .filter(({ subject }) => subject === 'user-1');
      expect(published.map(({ sequence, data }) => ({ sequence, data }))).toEqual([
        { sequence: 1, data: { ...person, role: 'customer' } },
        { sequence: 2, data: { ...person, verificationId: 'verification-1', expiresAt } },
        { sequence: 3, data: { userId: 'user-1', role: 'admin' } },
      ]);
    });
  });

  it('when nothing changes, writes nothing', async () => {
    await users().add(aUser({ id: 'user-2', email: 'badr@souk.test', verificationId: 'verification-3' }));
    const stored = () => connection.collection<{ _id: string }>('users').findOne({ _id: 'user-2' });
    const before = await stored();
    await users().update('user-2', (user) => user.assignRole('customer', 'admin-1', later(1)));
    expect(await stored()).toEqual(before);
  });
});

describe('every index', () => {
  const usesOf = async (collection: string, index: string) => {
    const stats = connection
      .collection(collection)
      .aggregate<{ name: string; accesses: { ops: bigint } }>([{ $indexStats: {} }]);
    return Number((await stats.toArray()).find(({ name }) => name === index)!.accesses.ops);
  };

  it.each([
    ['users', 'email_1', () => users().findByEmail('amira@souk.test')],
    ['users', 'verification.id_1', () => users().findByVerification('verification-1')],
    ['sessions', 'userId_1_epoch_1_lastUsedAt_-1', () => sessions().endBefore(2, 'user-1', null)],
    ['sessions', 'expiresAt_1', () => sessions().endExpired(at)],
    ['login-failures', 'until_1', () => failures().forgetExpired(at)],
  ])('when %s are asked for what %s was made for, uses it', async (collection, index, ask) => {
    const before = await usesOf(collection, index);
    await ask();
    expect(await usesOf(collection, index)).toBe(before + 1);
  });
});
