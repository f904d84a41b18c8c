import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { EventEnvelope } from '@souk/contracts/event';
import { UserRoleChangedV1 } from '@souk/contracts/user-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import { createContainer } from '../src/composition/container.ts';
import { addressFields } from './a-user.ts';
import { startUserService, type LoggedIn, type UserServiceUnderTest } from './start-user-service.ts';

let service: UserServiceUnderTest;
let admin: LoggedIn;

beforeAll(async () => {
  service = await startUserService();
  admin = await service.logInAsAdmin();
});
afterAll(() => service.stop());

const PASSWORD = 'a-good-password';
const NEW_PASSWORD = 'a-better-password';

const login = (email: string, password: string) => service.api.post('/v1/auth/login', { body: { email, password } });
const refresh = (refreshToken: string) => service.api.post('/v1/auth/refresh', { body: { refreshToken } });

describe('/v1/me', () => {
  it('when asked for, is my account without its secrets', async () => {
    const { token, userId, email } = await service.newCustomer();
    const { body } = await service.api.get('/v1/me', { token });
    expect(body).toEqual({
      id: userId,
      email,
      name: 'Amira',
      role: 'customer',
      status: 'active',
      emailVerifiedAt: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
  });

  it('when renamed, has the new name', async () => {
    const { token } = await service.newCustomer();
    expect(await service.api.patch('/v1/me', { token, body: { name: ' Amira B. ' } })).toMatchObject({
      status: 200,
      body: { name: 'Amira B.' },
    });
    expect((await service.api.get('/v1/me', { token })).body.name).toBe('Amira B.');
  });

  it.each([
    { role: 'admin' },
    { name: 'A', role: 'admin' },
    { name: 'A', status: 'active' },
    { name: 'A', email: 'other@souk.test' },
    { name: { $set: 'A' } },
    { name: '' },
    { name: 'x'.repeat(101) },
    { name: 'A\nB' },
    {},
  ])('when changed by %j, refuses', async (body) => {
    const { token } = await service.newCustomer();
    expect((await service.api.patch('/v1/me', { token, body })).status).toBe(400);
    expect((await service.api.get('/v1/me', { token })).body).toMatchObject({ name: 'Amira', role: 'customer' });
  });
});

describe('PUT /v1/me/password', () => {
  const change = (token: string, body: object) => service.api.put('/v1/me/password', { token, body });

  it('when the current one is right, replaces it and ends all other sessions', async () => {
    const { token, email, refreshToken } = await service.newCustomer();
    const { body: other } = await login(email, PASSWORD);
    expect((await change(token, { currentPassword: PASSWORD, newPassword: NEW_PASSWORD })).status).toBe(204);
    expect((await refresh(other.refreshToken)).status).toBe(401);
    expect((await refresh(refreshToken)).status).toBe(200);
    expect((await login(email, PASSWORD)).status).toBe(401);
    expect((await login(email, NEW_PASSWORD)).status).toBe(200);
  });

  it('when the current one is wrong, changes nothing, and guessing is throttled for this session alone', async () => {
    const { token, email } = await service.newCustomer();
    const guess = () => change(token, { currentPassword: 'not-the-password', newPassword: NEW_PASSWORD });
    expect(await guess()).toMatchObject({ status: 400, body: { code: 'user.current-password-wrong' } });
    for (let n = 0; n < 9; n++) expect((await guess()).status).toBe(400);
    const refused = await guess();
    expect(refused).toMatchObject({ status: 429, body: { code: 'auth.too-many-failures' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await login(email, PASSWORD)).status).toBe(200);
  });

  it('when changed twice at once, has one of both', async () => {
    const { token, email } = await service.newCustomer();
    const wishes = ['a-first-password', 'a-second-password'];
    const replies = await Promise.all(
      wishes.map((newPassword) => change(token, { currentPassword: PASSWORD, newPassword })),
    );
    const logins = await Promise.all(wishes.map((password) => login(email, password)));
    expect(replies.map(({ status }) => status).sort()).toEqual([204, 400]);
    expect(logins.map(({ status }) => status)).toEqual(replies.map(({ status }) => (status === 204 ? 200 : 401)));
  });

  it.each([
    { currentPassword: PASSWORD, newPassword: 'short' },
    { currentPassword: { $ne: null }, newPassword: NEW_PASSWORD },
    { newPassword: NEW_PASSWORD },
    { currentPassword: PASSWORD, newPassword: NEW_PASSWORD, userId: 'u' },
  ])('when sent %j, refuses', async (body) => {
    const { token } = await service.newCustomer();
    expect((await change(token, body)).status).toBe(400);
  });
});

describe('/v1/me/addresses', () => {
  const list = async (token: string) => (await service.api.get('/v1/me/addresses', { token })).body.data;
  const { line2: _none, ...written } = addressFields;
  const add = (token: string, body: object = written, key = randomUUID()) =>
    service.api.post('/v1/me/addresses', { token, body, headers: { 'idempotency-key': key } });

  it('when added, changed and removed, are so', async () => {
    const { token } = await service.newCustomer();
    const added = await add(token);
    const { id } = added.body;
    expect(added).toMatchObject({ status: 201, body: { ...addressFields } });
    expect(added.headers.get('location')).toBe(`/v1/me/addresses/${id}`);
    const body = { line2: 'Back yard', city: 'Lyon' };
    expect(await service.api.patch(`/v1/me/addresses/${id}`, { token, body })).toMatchObject({
      status: 200,
      body: { ...addressFields, ...body, id },
    });
    expect(await list(token)).toEqual([{ ...addressFields, ...body, id }]);
    expect((await service.api.delete(`/v1/me/addresses/${id}`, { token })).status).toBe(204);
    expect(await list(token)).toEqual([]);
    expect((await service.api.delete(`/v1/me/addresses/${id}`, { token })).status).toBe(404);
  });

  it('when added twice with one key, is there once', async () => {
    const { token } = await service.newCustomer();
    const key = randomUUID();
    const [first, second] = [await add(token, written, key), await add(token, written, key)];
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(await list(token)).toHaveLength(1);
    expect((await add(token, { ...written, city: 'Lyon' }, key)).status).toBe(422);
  });

  it('when a crash has cut off the reply to the first try, is there once all the same', async () => {
    const { token } = await service.newCustomer();
    const key = randomUUID();
    await add(token, written, key);
    await service.collection('idempotency-keys').deleteMany({});
    expect((await add(token, written, key)).status).toBe(201);
    expect(await list(token)).toHaveLength(1);
  });

  it('when there are twenty, takes no more, even of many at once', async () => {
    const { token } = await service.newCustomer();
    for (let n = 0; n < 18; n++) expect((await add(token)).status).toBe(201);
    const replies = await Promise.all(Array.from({ length: 5 }, () => add(token)));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409]);
    expect(await list(token)).toHaveLength(20);
  });

  it("when they are somebody else's, do not exist", async () => {
    const mine = await service.newCustomer();
    const { token } = await service.newCustomer();
    const { id } = (await add(mine.token)).body;
    const path = `/v1/me/addresses/${id}`;
    expect(await service.api.patch(path, { token, body: { city: 'Lyon' } })).toMatchObject({
      status: 404,
      body: { code: 'user.address-not-found' },
    });
    expect((await service.api.delete(path, { token })).status).toBe(404);
    expect(await list(token)).toEqual([]);
    expect(await list(mine.token)).toHaveLength(1);
  });

  it.each([
    ['an unknown field', { ...written, userId: 'u' }],
    ['an operator', { ...written, city: { $ne: null } }],
    ['a country of three letters', { ...written, country: 'FRA' }],
    ['a country that there is not', { ...written, country: 'XX' }],
    ['no postal code where there are some', { ...written, postalCode: null }],
    ['a mark that turns the direction of text', { ...written, line1: 'One \u202e Two' }],
    ['a line break', { ...written, line1: 'One\nTwo' }],
    ['an id', { ...written, id: randomUUID() }],
    ['nothing', {}],
  ])('when added with %s, refuses', async (_what, body) => {
    const { token } = await service.newCustomer();
    expect((await add(token, body)).status).toBe(400);
  });

  it('when there are no postal codes in the country, needs none, and a move elsewhere needs one', async () => {
    const { token } = await service.newCustomer();
    const { postalCode: _none, ...dubai } = { ...written, city: 'Dubai', country: 'AE' };
    const { status, body } = await add(token, dubai);
    expect({ status, body }).toMatchObject({ status: 201, body: { postalCode: null } });
    const move = (change: object) => service.api.patch(`/v1/me/addresses/${body.id}`, { token, body: change });
    expect(await move({ country: 'FR' })).toMatchObject({ status: 400, body: { code: 'user.address-incomplete' } });
    expect((await move({ country: 'FR', postalCode: '75001' })).status).toBe(200);
    expect((await move({ postalCode: null })).status).toBe(400);
  });

  it.each([{}, { id: 'other' }, { city: '' }, { country: null }])('when changed by %j, refuses', async (body) => {
    const { token } = await service.newCustomer();
    const { id } = (await add(token)).body;
    expect((await service.api.patch(`/v1/me/addresses/${id}`, { token, body })).status).toBe(400);
  });
});

describe('/v1/admin/users', () => {
  const listed = async (query: string) =>
    (await service.api.get(`/v1/admin/users?${query}`, { token: admin.token })).body;
  const change = (userId: string, body: object, token = admin.token) =>
    service.api.patch(`/v1/admin/users/${userId}`, { token, body });

  it('when listed, are filtered, the newest first, and without secrets', async () => {
    const first = await service.newCustomer();
    const second = await service.newCustomer();
    const { data, count } = await listed('role=customer&status=active&limit=2');
    expect(data.map(({ id }: { id: string }) => id)).toEqual([second.userId, first.userId]);
    expect(count).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(data)).not.toMatch(/argon2|verification"|outbox|sessionEpoch/);
    expect(await listed(`email=${encodeURIComponent(first.email.toUpperCase())}`)).toMatchObject({
      count: 1,
      data: [{ id: first.userId }],
    });
    expect(await listed('role=admin')).toMatchObject({ count: 1, data: [{ id: admin.userId }] });
  });

  it.each([
    'role=root',
    'status[$ne]=active',
    'email[$ne]=x',
    'passwordHash=x',
    'limit=101',
    'role=admin&role=customer',
  ])('when listed with ?%s, refuses', async (query) => {
    expect((await service.api.get(`/v1/admin/users?${query}`, { token: admin.token })).status).toBe(400);
  });

  it('when given another role, is told to others once and has it from the next token on', async () => {
    const { userId, refreshToken } = await service.newCustomer();
    expect(await change(userId, { role: 'admin' })).toMatchObject({ status: 200, body: { id: userId, role: 'admin' } });
    await change(userId, { role: 'admin' });
    const [event, ...more] = await eventually(() => {
      const events = service.published(UserRoleChangedV1, userId);
      expect(events).not.toHaveLength(0);
      return events;
    });
    expect(more).toEqual([]);
    expect({ ...EventEnvelope.parse(event), data: UserRoleChangedV1.data.parse(event?.data) }).toEqual(event);
    const golden = readFileSync(`${import.meta.dirname}/../../packages/contracts/samples/${event!.type}.json`, 'utf8');
    expect(Object.keys(event!.data).sort()).toEqual(Object.keys(JSON.parse(golden).data).sort());
    const { body } = await refresh(refreshToken);
    expect((await service.api.get('/v1/admin/users', { token: body.accessToken })).status).toBe(200);
  });

  it('when blocked, cannot go on, nor log in; when unblocked, only log in again', async () => {
    const { userId, email, refreshToken } = await service.newCustomer();
    expect(await change(userId, { status: 'blocked' })).toMatchObject({ status: 200, body: { status: 'blocked' } });
    expect((await refresh(refreshToken)).status).toBe(401);
    expect(await login(email, PASSWORD)).toMatchObject({ status: 403, body: { code: 'auth.account-blocked' } });
    expect(await login(email, 'not-the-password')).toMatchObject({ status: 401 });
    expect((await change(userId, { status: 'active' })).status).toBe(200);
    expect((await refresh(refreshToken)).status).toBe(401);
    expect((await login(email, PASSWORD)).status).toBe(200);
  });

  it('when an admin is demoted, their old token changes nobody any more', async () => {
    const { userId, email } = await service.newCustomer();
    const accomplice = await service.newCustomer();
    await change(userId, { role: 'admin' });
    const { token } = await service.logIn(email, PASSWORD);
    expect((await change(accomplice.userId, { role: 'customer' }, token)).status).toBe(200);
    await change(userId, { role: 'customer' });
    expect(await change(accomplice.userId, { role: 'admin' }, token)).toMatchObject({
      status: 403,
      body: { code: 'auth.admin-only' },
    });
  });

  it.each([{ role: 'customer' }, { status: 'blocked' }])(
    'when they are the admin who asks, refuses %j',
    async (body) => {
      expect(await change(admin.userId, body)).toMatchObject({ status: 409, body: { code: 'user.own-access' } });
      expect((await listed('role=admin&status=active')).data.map(({ id }: { id: string }) => id)).toContain(
        admin.userId,
      );
    },
  );

  it.each([{}, { role: 'root' }, { role: { $ne: '' } }, { status: 'gone' }, { role: 'admin', passwordHash: 'x' }])(
    'when changed by %j, refuses',
    async (body) => {
      const { userId } = await service.newCustomer();
      expect((await change(userId, body)).status).toBe(400);
    },
  );

  it('when there is no such user, says so', async () => {
    expect(await change(randomUUID(), { role: 'admin' })).toMatchObject({
      status: 404,
      body: { code: 'user.not-found' },
    });
    expect((await change('not-a-uuid', { role: 'admin' })).status).toBe(400);
  });
});

describe('the composition', () => {
  it('when wired, can make everything it names', async () => {
    const container = await createContainer(service.platform());
    for (const [name, token] of Object.entries(T)) expect(container.get<object>(token), name).toBeDefined();
  });
});
