import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signingKeys } from './an-environment.ts';
import { startUserService, type LoggedIn, type UserServiceUnderTest } from './start-user-service.ts';

let service: UserServiceUnderTest;
let admin: LoggedIn;

beforeAll(async () => {
  service = await startUserService();
  admin = await service.logInAsAdmin();
});
afterAll(() => service.stop());

const keyOf = (jwk: (typeof signingKeys)['current']) => createPrivateKey({ key: jwk, format: 'jwk' });
const ourKey = keyOf(signingKeys.current);
const foreignKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicPem = createPublicKey(ourKey).export({ type: 'spki', format: 'pem' });

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const base64 = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

const goodClaims = () => ({
  sub: admin.userId,
  role: 'admin',
  typ: 'access',
  iss: 'souk',
  aud: 'souk-api',
  exp: inSeconds(900),
});

/** A token by our key that is right but for the given claims and header fields. */
const signed = (claims: object = {}, header: object = {}, key = ourKey) =>
  jwt.sign({ ...goodClaims(), ...claims }, key, {
    algorithm: 'ES256',
    header: { alg: 'ES256', kid: 'current', ...header },
  });

/** A token whose MAC has the published key as its secret: right for whoever lets the token choose the algorithm. */
function hmacSigned(alg: 'HS256' | 'HS384'): string {
  const head = `${base64({ alg, typ: 'JWT', kid: 'current' })}.${base64(goodClaims())}`;
  return `${head}.${createHmac(alg === 'HS256' ? 'sha256' : 'sha384', publicPem)
    .update(head)
    .digest('base64url')}`;
}

const without = (claim: string) => Object.fromEntries(Object.entries(goodClaims()).filter(([name]) => name !== claim));

const attacks: readonly [string, () => string][] = [
  ['is not signed', () => `${base64({ alg: 'none', typ: 'JWT', kid: 'current' })}.${base64(goodClaims())}.`],
  [
    'says none and carries a signature',
    () => `${base64({ alg: 'none', kid: 'current' })}.${base64(goodClaims())}.AAAA`,
  ],
  ['is an HS256 of the public key', () => hmacSigned('HS256')],
  ['is an HS384 of the public key', () => hmacSigned('HS384')],
  ['names a foreign key', () => signed({}, { kid: 'foreign' }, foreignKey.privateKey)],
  ['names our key and is signed by another', () => signed({}, {}, foreignKey.privateKey)],
  ['names a key of ours that did not sign it', () => signed({}, { kid: 'former' })],
  ['names no key', () => signed({}, { kid: undefined })],
  [
    'brings its key set along',
    () => signed({}, { kid: 'foreign', jku: 'https://evil.test/jwks.json' }, foreignKey.privateKey),
  ],
  [
    'brings its key along',
    () => signed({}, { jwk: foreignKey.publicKey.export({ format: 'jwk' }) }, foreignKey.privateKey),
  ],
  ['is a refresh token', () => admin.refreshToken],
  ['says it is a refresh token', () => signed({ typ: 'refresh' })],
  ['is for another audience', () => signed({ aud: 'another-api' })],
  ['is of another issuer', () => signed({ iss: 'another-shop' })],
  ['does not expire', () => jwt.sign(without('exp'), ourKey, { algorithm: 'ES256', keyid: 'current' })],
  ['has expired', () => signed({ exp: inSeconds(-1) })],
  ['is not valid yet', () => signed({ nbf: inSeconds(60) })],
  ['has a role that does not exist', () => signed({ role: 'root' })],
  ['has no subject', () => jwt.sign(without('sub'), ourKey, { algorithm: 'ES256', keyid: 'current' })],
  [
    'was a customer’s before its claims were changed',
    () => {
      const [head, , signature] = signed({ role: 'customer' }).split('.');
      return `${head}.${base64(goodClaims())}.${signature}`;
    },
  ],
];

describe('an access token', () => {
  it('when it is right, opens the route that the attacks are tried on', async () => {
    for (const token of [signed(), signed({}, { kid: 'former' }, keyOf(signingKeys.former)), admin.token]) {
      expect((await service.api.get('/v1/admin/users', { token })).status).toBe(200);
    }
  });

  it.each(attacks)('when it %s, is refused', async (_what, forge) => {
    expect(await service.api.get('/v1/admin/users', { token: forge() })).toMatchObject({
      status: 401,
      body: { code: 'auth.unauthenticated' },
    });
  });

  it('when issued, lives 15 minutes and holds nothing but who it speaks for', () => {
    const { header, payload } = jwt.decode(admin.token, { complete: true })!;
    const { iat, exp, sid, ...claims } = payload as jwt.JwtPayload;
    expect(header).toEqual({ alg: 'ES256', typ: 'JWT', kid: 'current' });
    expect(exp! - iat!).toBe(900);
    expect(sid).toMatch(/^[0-9a-f-]{36}$/);
    expect(claims).toEqual({ sub: admin.userId, role: 'admin', typ: 'access', iss: 'souk', aud: 'souk-api' });
  });
});

describe('every route', () => {
  const PUBLIC = ['register', 'login', 'refresh', 'verify-email', 'resend-verification', 'jwks.json'];

  it('when called without a token, is closed unless it is meant for everybody', async () => {
    const { body: paths } = await service.api.get('/internal/openapi.json');
    const open: string[] = [];
    let closed = 0;
    for (const [path, methods] of Object.entries<object>(paths)) {
      for (const method of Object.keys(methods)) {
        const address = path.replaceAll(/\{\w+\}/g, '0197a1b2-0000-7000-8000-0000000000bb');
        const { status } = await service.api.send(method.toUpperCase(), address, {});
        if (status === 401 && !PUBLIC.includes(path.replace('/v1/auth/', ''))) closed++;
        else open.push(path.replace('/v1/auth/', ''));
      }
    }
    expect(open.sort()).toEqual([...PUBLIC].sort());
    expect(closed).toBe(16);
  });

  it('when it is for admins, refuses a customer', async () => {
    const { token, userId } = await service.newCustomer();
    expect((await service.api.get('/v1/admin/users', { token })).status).toBe(403);
    const body = { role: 'admin' };
    expect((await service.api.patch(`/v1/admin/users/${userId}`, { token, body })).status).toBe(403);
  });
});
