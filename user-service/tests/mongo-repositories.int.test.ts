import {
  UserEmailVerificationRequestedV1,
  UserEmailVerifiedV1,
  UserRegisteredV1,
  UserRoleChangedV1,
} from '@souk/contracts/user-events';
import { eventually } from '@souk/testing/eventually';
import mongoose, { type Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import { User } from '../src/domain/user/user.ts';
import { VERIFICATION_LIFETIME_MS } from '../src/domain/user/verification.ts';
import { at, aUser, later } from './a-user.ts';
import { startComposedService, type ComposedService } from './composed-service.ts';
import { knownNetworksContract } from './known-networks-contract.ts';
import { loginFailuresContract } from './login-failures-contract.ts';
import { sessionRepositoryContract } from './session-repository-contract.ts';
import { userRepositoryContract } from './user-repository-contract.ts';

let service: ComposedService;
let connection: Connection;
const users = () => service.container.get(T.UserRepository);
const sessions = () => service.container.get(T.SessionRepository);
const failures = () => service.container.get(T.LoginFailures);
const networks = () => service.container.get(T.KnownNetworks);
const userList = () => service.container.get(T.UserList);
const sessionList = () => service.container.get(T.SessionList);

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
knownNetworksContract('MongoKnownNetworks', networks);

describe('MongoUserRepository', () => {
  it('when users register and change, publishes it with the change, once', async () => {
    const account = { id: 'user-1', email: 'amira@souk.test', name: 'Amira', passwordHash: 'hash-1', at };
    for (let time = 1; time <= 2; time++) {
      await users().add(User.register({ ...account, verificationId: `verification-${time}` }));
      await users().update('user-1', (user) => user.assignRole('admin', 'admin-1', later(1)));
    }
    await users().update('user-1', (user) => user.verifyEmail('verification-1', later(2)));
    const person = { userId: 'user-1', email: 'amira@souk.test', name: 'Amira' };
    const expiresAt = later(VERIFICATION_LIFETIME_MS).toISOString();
    await eventually(() => {
      const published = [UserRegisteredV1, UserEmailVerificationRequestedV1, UserRoleChangedV1, UserEmailVerifiedV1]
        .flatMap((contract) => service.published(contract))
        .filter(({ subject }) => subject === 'user-1');
      expect(published.map(({ sequence, data }) => ({ sequence, data }))).toEqual([
        { sequence: 1, data: { ...person, role: 'customer' } },
        { sequence: 2, data: { ...person, verificationId: 'verification-1', expiresAt } },
        { sequence: 3, data: { userId: 'user-1', role: 'admin' } },
        { sequence: 4, data: { userId: 'user-1', email: 'amira@souk.test', isNewOwner: false } },
      ]);
    });
  });

  it('when a user was stored before claims were known, reads and changes them', async () => {
    const old = aUser({ id: 'user-3', email: 'celia@souk.test', verificationId: 'verification-4' });
    await users().add(old);
    const fields = { claims: '', linksAskedAt: '' } as const;
    await connection.collection<{ _id: string }>('users').updateOne({ _id: 'user-3' }, { $unset: fields });
    expect((await users().find('user-3'))?.state).toEqual({ ...old.state, linksAskedAt: [] });
    const claim = { name: 'Celia', passwordHash: 'hash-2', verificationId: 'claim-of-celia' };
    await users().update('user-3', (user) => user.claim(claim, later(1)));
    expect((await users().findByVerification('claim-of-celia'))?.state.claims).toHaveLength(1);
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
    ['users', 'claims.verification.id_1', () => users().findByVerification('verification-1')],
    ['sessions', 'userId_1_epoch_1_lastUsedAt_-1__id_-1', () => sessions().endBefore(2, 'user-1', null)],
    ['sessions', 'expiresAt_1', () => sessions().endExpired(at)],
    ['login-failures', 'until_1', () => failures().forgetExpired(at)],
    ['known-networks', 'until_1', () => networks().forgetExpired(at)],
  ])('when %s are asked for what %s was made for, uses it', async (collection, index, ask) => {
    const before = await usesOf(collection, index);
    await ask();
    expect(await usesOf(collection, index)).toBe(before + 1);
  });
});

describe('the lists', () => {
  /** The stages of the plan of the last query of a collection, as the database's profiler has kept it. */
  const stagesOf = (plan: unknown): string[] => {
    if (typeof plan !== 'object' || plan === null) return [];
    const stage = 'stage' in plan ? [String(plan.stage)] : [];
    return [...stage, ...Object.values(plan).flatMap(stagesOf)];
  };
  const newest = { createdAt: -1, _id: -1 } as const;

  it.each([
    ['users', {}, newest],
    ['users', { email: 'amira@souk.test' }, { email: 1, ...newest }],
    ['users', { email: 'amira@souk.test', role: 'customer', status: 'active' }, { email: 1, ...newest }],
    ['users', { role: 'customer' }, { role: 1, ...newest }],
    ['users', { status: 'active' }, { status: 1, ...newest }],
    ['users', { role: 'customer', status: 'active' }, { role: 1, status: 1, ...newest }],
    ['sessions', { userId: 'user-1', epoch: 1 }, { userId: 1, epoch: 1, lastUsedAt: -1, _id: -1 }],
  ] as const)('when %s are asked for by %j, have an index that also sorts them', async (collection, filter, hint) => {
    const sort = Object.fromEntries(Object.entries(hint).filter(([, direction]) => direction === -1));
    const plan = await connection.collection(collection).find(filter, { hint }).sort(sort).explain();
    const stages = stagesOf((plan as { queryPlanner: { winningPlan: unknown } }).queryPlanner.winningPlan);
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('SORT');
    expect(stages).not.toContain('COLLSCAN');
  });

  it('when users are listed by any filter and page by page, uses the index that the filter has', async () => {
    const page = { limit: 1, offset: 0 };
    const all = await userList().find({}, page);
    expect(all).toMatchObject({ isCountCapped: false, next: expect.any(String) });
    const second = await userList().find({}, { ...page, cursor: all.next! });
    expect(second.data[0]?.id).not.toBe(all.data[0]?.id);
    for (const filter of [{ role: 'admin' }, { status: 'active' }, { role: 'admin', status: 'active' }] as const) {
      expect((await userList().find(filter, page)).data).toHaveLength(1);
    }
    expect((await userList().find({ email: 'amira@souk.test', role: 'customer' }, page)).count).toBe(0);
    const owner = { userId: 'user-1', epoch: 1, at };
    expect(await sessionList().find(owner, page)).toEqual({ data: [], count: 0, isCountCapped: false, next: null });
  });
});
