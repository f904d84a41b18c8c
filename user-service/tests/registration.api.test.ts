import { readFileSync } from 'node:fs';
import { LinkSigner } from '@souk/chassis/link-signer';
import { EventEnvelope, type EventContract } from '@souk/contracts/event';
import { UserEmailVerificationRequestedV1, UserEmailVerifiedV1, UserRegisteredV1 } from '@souk/contracts/user-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN, LINK_SECRET } from './an-environment.ts';
import { startUserService, type UserServiceUnderTest } from './start-user-service.ts';

let service: UserServiceUnderTest;

beforeAll(async () => {
  service = await startUserService();
});
afterAll(() => service.stop());

const MINUTE = 60_000;
const links = new LinkSigner(LINK_SECRET);
const registration = { email: 'amira@souk.test', password: 'a-good-password', name: 'Amira' };

const register = (body: object) => service.api.post('/v1/auth/register', { body });
const resend = (email: string) => service.api.post('/v1/auth/resend-verification', { body: { email } });
const verify = (verificationId: string, token = links.tokenFor('verify-email', verificationId)) =>
  service.api.post('/v1/auth/verify-email', { body: { verificationId, token } });

const publishedFor = <Contract extends EventContract>(contract: Contract, userId: string, count = 1) =>
  eventually(() => {
    const events = service.published(contract, userId);
    expect(events).toHaveLength(count);
    return events;
  });

/** A fresh customer and the id of their verification. */
async function unverifiedCustomer() {
  const customer = await service.newCustomer();
  const [event] = await publishedFor(UserEmailVerificationRequestedV1, customer.userId);
  return { ...customer, verificationId: event!.data.verificationId };
}

const login = (email: string, password: string) => service.api.post('/v1/auth/login', { body: { email, password } });

const isVerified = async (token: string) => (await service.api.get('/v1/me', { token })).body.emailVerifiedAt !== null;

describe('POST /v1/auth/register', () => {
  it('when the address is new, opens an account that can log in at once', async () => {
    expect(await register(registration)).toMatchObject({ status: 202, body: { message: expect.any(String) } });
    const { userId } = await service.logIn(registration.email, registration.password);
    expect((await publishedFor(UserRegisteredV1, userId))[0]?.data).toEqual({
      userId,
      email: registration.email,
      name: 'Amira',
      role: 'customer',
    });
  });

  it('when the address has an account, answers the same and changes nothing until the mailbox is proved', async () => {
    const first = await register({ ...registration, email: 'twice@souk.test' });
    const { userId } = await service.logIn('twice@souk.test', registration.password);
    const second = await register({ email: 'Twice@Souk.TEST', password: 'another-password', name: 'Mallory' });
    expect({ status: second.status, body: second.body }).toEqual({ status: first.status, body: first.body });
    expect(await login('twice@souk.test', registration.password)).toMatchObject({
      status: 200,
      body: { user: { name: 'Amira' } },
    });
    await publishedFor(UserRegisteredV1, userId);
    await publishedFor(UserEmailVerificationRequestedV1, userId, 2);
  });

  it('when the address is somebody’s for sure, answers the same and sends nothing', async () => {
    const { userId, email, verificationId } = await unverifiedCustomer();
    await verify(verificationId);
    const { status } = await register({ ...registration, email });
    expect(status).toBe(202);
    expect((await login(email, 'another-password')).status).toBe(401);
    expect(service.published(UserEmailVerificationRequestedV1, userId)).toHaveLength(1);
  });

  it('when a request is repeated under its key, sends one mail', async () => {
    const email = 'repeated@souk.test';
    const headers = { 'idempotency-key': 'one-click' };
    for (let time = 1; time <= 2; time++) {
      await service.api.post('/v1/auth/register', { body: { ...registration, email }, headers });
    }
    const { userId } = await service.logIn(email, registration.password);
    await publishedFor(UserEmailVerificationRequestedV1, userId);
  });

  it.each([
    ['an address of a punycode domain', 'mila@xn--80ak6aa92e.xn--p1ai'],
    ['signs of an atom', "r&d/o'neil=x@souk.test"],
  ])('when the address has %s, takes it', async (_what, email) => {
    expect((await register({ ...registration, email })).status).toBe(202);
    expect((await login(email.toUpperCase(), registration.password)).status).toBe(200);
  });

  it('when the password is typed on another system, opens the account', async () => {
    const email = 'composed@souk.test';
    await register({ ...registration, email, password: 'caf\u00e9-au-lait-42' });
    expect((await login(email, 'cafe\u0301-au-lait-42')).status).toBe(200);
  });

  it('when one address is registered ten times at once, makes one account', async () => {
    const email = 'parallel@souk.test';
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, n) => register({ email, password: `a-good-password-${n}`, name: `N${n}` })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]));
    expect(await service.collection('users').countDocuments({ email })).toBe(1);
  });

  it.each([
    ['a role', { ...registration, role: 'admin' }],
    ['an operator for the address', { ...registration, email: { $ne: null } }],
    ['an operator for the password', { ...registration, password: { $gt: '' } }],
    ['an operator beside the fields', { ...registration, $where: '1' }],
    ['a short password', { ...registration, password: 'nine-char' }],
    ['a password of 129 characters', { ...registration, password: 'x'.repeat(129) }],
    ['no address', { ...registration, email: 'amira' }],
    ['a control character in the name', { ...registration, name: 'Amira\u0007' }],
    ['a name that cannot be seen', { ...registration, name: '\u200b' }],
    ['a password of nine characters when they are composed', { ...registration, password: 'e\u0301'.repeat(9) }],
    ['a line break in the name', { ...registration, name: 'Amira\r\nBcc: all@souk.test' }],
    [
      'a prototype',
      JSON.parse('{"email":"p@souk.test","password":"a-good-password","name":"P","__proto__":{"role":"admin"}}'),
    ],
  ])('when sent with %s, refuses', async (_what, body) => {
    expect(await register(body)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });
});

describe('POST /v1/auth/verify-email', () => {
  it('when the link is right, verifies the address, once', async () => {
    const { token, verificationId } = await unverifiedCustomer();
    expect(await isVerified(token)).toBe(false);
    expect((await verify(verificationId)).status).toBe(204);
    expect(await isVerified(token)).toBe(true);
    expect(await verify(verificationId)).toMatchObject({ status: 400, body: { code: 'user.verification-invalid' } });
  });

  it('when another one has registered the address before, gives the account to whoever has the mailbox', async () => {
    const email = 'contested@souk.test';
    await register({ email, password: 'strangers-password', name: 'Stranger' });
    const stranger = await service.logIn(email, 'strangers-password');
    const { token } = stranger;
    const address = { name: 'S', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' };
    await service.api.post('/v1/me/addresses', { token, body: address });
    await register({ email, password: 'owners-password', name: 'Owner' });
    const [, newest] = await publishedFor(UserEmailVerificationRequestedV1, stranger.userId, 2);
    expect((await login(email, 'owners-password')).status).toBe(401);
    expect((await verify(newest!.data.verificationId)).status).toBe(204);

    expect((await login(email, 'strangers-password')).status).toBe(401);
    const refreshed = await service.api.post('/v1/auth/refresh', { body: { refreshToken: stranger.refreshToken } });
    expect(refreshed.status).toBe(401);
    const owner = await login(email, 'owners-password');
    expect(owner).toMatchObject({ status: 200, body: { user: { id: stranger.userId, name: 'Owner' } } });
    expect(owner.body.user.emailVerifiedAt).not.toBeNull();
    const addresses = await service.api.get('/v1/me/addresses', { token: owner.body.accessToken });
    expect(addresses.body.data).toEqual([]);
    const [event] = await publishedFor(UserEmailVerifiedV1, stranger.userId);
    expect(event?.data).toEqual({ userId: stranger.userId, email, isNewOwner: true });
  });

  it('when two clicks come at once, one is told that the link is used up', async () => {
    const { verificationId } = await unverifiedCustomer();
    const replies = await Promise.all([verify(verificationId), verify(verificationId)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([204, 400]);
  });

  it('when the token is guessed, of another purpose or of another user, refuses', async () => {
    const mine = await unverifiedCustomer();
    const other = await unverifiedCustomer();
    for (const token of [
      'x'.repeat(43),
      links.tokenFor('guest-order', mine.verificationId),
      links.tokenFor('verify-email', other.verificationId),
    ]) {
      expect(await verify(mine.verificationId, token)).toMatchObject({
        status: 400,
        body: { code: 'user.verification-invalid' },
      });
    }
    expect(await isVerified(mine.token)).toBe(false);
  });

  it('when the link is a day old, refuses', async () => {
    const { verificationId } = await unverifiedCustomer();
    service.turnClock(24 * 60 * MINUTE);
    expect((await verify(verificationId)).status).toBe(400);
    service.turnClock(-24 * 60 * MINUTE);
    expect((await verify(verificationId)).status).toBe(204);
  });

  it.each([
    ['an operator', { verificationId: { $ne: null }, token: 'x' }],
    ['an unknown field', { verificationId: '0197a1b2-0000-7000-8000-0000000000dd', token: 'x', userId: 'u' }],
    ['no token', { verificationId: '0197a1b2-0000-7000-8000-0000000000dd' }],
  ])('when sent with %s, refuses', async (_what, body) => {
    expect(await service.api.post('/v1/auth/verify-email', { body })).toMatchObject({ status: 400 });
  });
});

describe('POST /v1/auth/resend-verification', () => {
  it('when asked by anybody, answers the same; a mail goes to the unverified once a minute', async () => {
    const { email, userId, token, verificationId } = await unverifiedCustomer();
    const [soon, unknown] = [await resend(email), await resend('nobody@souk.test')];
    expect({ status: soon.status, body: soon.body }).toEqual({ status: 202, body: unknown.body });
    expect(service.published(UserEmailVerificationRequestedV1, userId)).toHaveLength(1);

    service.turnClock(MINUTE);
    await Promise.all([resend(email), resend(email.toUpperCase()), resend(email)]);
    const [, again] = await publishedFor(UserEmailVerificationRequestedV1, userId, 2);
    expect((await verify(verificationId)).status).toBe(400);
    expect((await verify(again!.data.verificationId)).status).toBe(204);

    service.turnClock(MINUTE);
    expect((await resend(email)).body).toEqual(unknown.body);
    expect(await isVerified(token)).toBe(true);
    service.turnClock(-2 * MINUTE);
    expect(service.published(UserEmailVerificationRequestedV1, userId)).toHaveLength(2);
  });

  it('when there is something to do or not, takes the same time', async () => {
    const { email } = await service.newCustomer();
    for (const address of [email, 'nobody@souk.test']) {
      const startedAt = performance.now();
      await resend(address);
      // A timer may fire up to a millisecond early.
      expect(performance.now() - startedAt).toBeGreaterThan(98);
    }
  });

  it.each([{ email: { $ne: null } }, { email: 'a@souk.test', name: 'x' }, {}])(
    'when sent %j, refuses',
    async (body) => {
      expect((await service.api.post('/v1/auth/resend-verification', { body })).status).toBe(400);
    },
  );
});

describe('the first admin', () => {
  it('when there is none, is made at start, verified, and announced', async () => {
    const { token, userId } = await service.logInAsAdmin();
    expect((await service.api.get('/v1/me', { token })).body).toMatchObject({ email: ADMIN.email, role: 'admin' });
    expect(await isVerified(token)).toBe(true);
    expect((await publishedFor(UserRegisteredV1, userId))[0]?.data.role).toBe('admin');
    expect(service.published(UserEmailVerificationRequestedV1, userId)).toEqual([]);
  });

  it('when there is an account with the address, leaves it as it is', async () => {
    const before = await service.collection('users').findOne({ email: ADMIN.email });
    const another = await service.startAnother();
    await another.stop();
    expect(await service.collection('users').findOne({ email: ADMIN.email })).toEqual(before);
  });
});

describe('published events', () => {
  it.each([UserRegisteredV1, UserEmailVerificationRequestedV1, UserEmailVerifiedV1])(
    '$type: when published, is as its golden sample',
    async (contract) => {
      const { userId, verificationId } = await unverifiedCustomer();
      await verify(verificationId);
      const [event] = await publishedFor(contract, userId);
      expect({ ...EventEnvelope.parse(event), data: contract.data.parse(event?.data) }).toEqual(event);
      const golden = JSON.parse(readFileSync(samplePath(contract.type), 'utf8')) as typeof event;
      expect(Object.keys(event!.data).sort()).toEqual(Object.keys(golden!.data).sort());
    },
  );
});

const samplePath = (type: string) => `${import.meta.dirname}/../../packages/contracts/samples/${type}.json`;
