import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TOKEN_AUDIENCE, TOKEN_ISSUER, type KeySet } from '../src/auth/access-token.ts';
import { ok, route } from '../src/http/route.ts';
import { startApp } from './an-app.ts';

const whoami = route({
  method: 'get',
  path: '/v1/whoami',
  access: 'customer',
  summary: 'Says who calls',
  replies: { 200: z.unknown() },
  handle: async ({ caller }) => ok(caller),
});

const ours = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const oursOfAnotherKind = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEYS = new Map([
  ['our-key', ours.publicKey],
  ['our-rsa-key', oursOfAnotherKind.publicKey],
]);
const keySet: KeySet = { get: async (kid) => KEYS.get(kid) ?? null };

let app: Awaited<ReturnType<typeof startApp>>;

beforeAll(async () => {
  app = await startApp([whoami], keySet);
});

afterAll(() => app.close());

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;
const HEADER = { alg: 'ES256', typ: 'JWT', kid: 'our-key' };
const CLAIMS = {
  sub: 'customer-1',
  role: 'customer',
  typ: 'access',
  iss: TOKEN_ISSUER,
  aud: TOKEN_AUDIENCE,
  exp: inSeconds(900),
};

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with this header and these claims, whose signature is what `signing` makes of them. */
function aToken({
  header = {},
  claims = {},
  signing = byKey(ours.privateKey),
}: {
  header?: object;
  claims?: object;
  signing?: (signed: string) => Buffer;
} = {}): string {
  const signed = `${encoded({ ...HEADER, ...header })}.${encoded({ ...CLAIMS, ...claims })}`;
  return `${signed}.${signing(signed).toString('base64url')}`;
}

function byKey(key: KeyObject) {
  return (signed: string): Buffer => sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
}

const byForeignKey = byKey(foreign.privateKey);
const byHmac = (hash: string, key: string | Buffer) => (signed: string) =>
  createHmac(hash, key).update(signed).digest();
const byNothing = () => Buffer.from('x');
const pem = ours.publicKey.export({ type: 'spki', format: 'pem' });
const der = ours.publicKey.export({ type: 'spki', format: 'der' });

const ATTACKS: Readonly<Record<string, string>> = {
  'unsigned, alg none': aToken({ header: { alg: 'none' }, signing: byNothing }),
  'unsigned, alg None': aToken({ header: { alg: 'None' }, signing: byNothing }),
  'unsigned, alg ES256': aToken({ signing: byNothing }),
  'HS256 with the public key as PEM': aToken({ header: { alg: 'HS256' }, signing: byHmac('sha256', pem) }),
  'HS256 with the public key as DER': aToken({ header: { alg: 'HS256' }, signing: byHmac('sha256', der) }),
  'HS384 with the public key as PEM': aToken({ header: { alg: 'HS384' }, signing: byHmac('sha384', pem) }),
  'RS256 of a key of ours': aToken({
    header: { alg: 'RS256', kid: 'our-rsa-key' },
    signing: (signed) => sign('sha256', Buffer.from(signed), oursOfAnotherKind.privateKey),
  }),
  'of a foreign key under our kid': aToken({ signing: byForeignKey }),
  'of a foreign key under its own kid': aToken({ header: { kid: 'foreign-key' }, signing: byForeignKey }),
  'of a foreign key without a kid': aToken({ header: { kid: undefined }, signing: byForeignKey }),
  'of a foreign key it brings along': aToken({
    header: { jwk: foreign.publicKey.export({ format: 'jwk' }) },
    signing: byForeignKey,
  }),
  'of a foreign key it says where to find': aToken({
    header: { kid: 'foreign-key', jku: 'http://127.0.0.1:9/keys', x5u: 'http://127.0.0.1:9/x' },
    signing: byForeignKey,
  }),
  'of our key under another kid': aToken({ header: { kid: 'old-key' } }),
  'of our key without a kid': aToken({ header: { kid: undefined } }),
  'with a kid that is no text': aToken({ header: { kid: { $ne: null } } }),
  'with a kid of every object': aToken({ header: { kid: '__proto__' } }),
  'with a signature of zeros': aToken({ signing: () => Buffer.alloc(64) }),
  "with another token's signature": [
    ...aToken({ claims: { role: 'admin' } })
      .split('.')
      .slice(0, 2),
    aToken().split('.')[2],
  ].join('.'),
  'a refresh token': aToken({ claims: { typ: 'refresh' } }),
  'of no type': aToken({ claims: { typ: undefined } }),
  'for another audience': aToken({ claims: { aud: 'another-api' } }),
  'for no audience': aToken({ claims: { aud: undefined } }),
  'by another issuer': aToken({ claims: { iss: 'https://evil.test' } }),
  'by no issuer': aToken({ claims: { iss: undefined } }),
  'without an expiry': aToken({ claims: { exp: undefined } }),
  'with an expiry that is no number': aToken({ claims: { exp: '2099-01-01' } }),
  'expired a second ago': aToken({ claims: { exp: inSeconds(-1) } }),
  'not valid yet': aToken({ claims: { nbf: inSeconds(600) } }),
  'of nobody': aToken({ claims: { sub: '' } }),
  'of an unknown role': aToken({ claims: { role: 'superadmin' } }),
  'with claims that are no JSON': `${encoded(HEADER)}.bm90IGpzb24.c2ln`,
  'with a header that is no JSON': `bm90IGpzb24.${encoded(CLAIMS)}.c2ln`,
  'with a header that is null': `${encoded(null)}.${encoded(CLAIMS)}.c2ln`,
  'three letters': 'a.b.c',
};

describe('an access token', () => {
  it('when it is ours, lets its subject in', async () => {
    expect(await app.api.get('/v1/whoami', { token: aToken() })).toMatchObject({
      status: 200,
      body: { userId: 'customer-1', role: 'customer' },
    });
  });

  it.each(Object.entries(ATTACKS))('when it is %s, is refused without a reason', async (_attack, token) => {
    const reply = await app.api.get('/v1/whoami', { token });
    expect(reply).toMatchObject({
      status: 401,
      body: {
        code: 'auth.unauthenticated',
        detail: 'The access token is not valid; refresh it or log in again.',
      },
    });
    expect(reply.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each([
    'Basic Y3VzdG9tZXI6cGFzc3dvcmQ=',
    'Bearer',
    'Bearer ',
    'token',
    `Bearer ${'x'.repeat(8_000)}`,
    `Bearer ${encoded(HEADER)}.${encoded(CLAIMS)}.`,
  ])('when the header is %s, is asked for in its form', async (authorization) => {
    const reply = await app.api.get('/v1/whoami', { headers: { authorization } });
    expect(reply).toMatchObject({ status: 401, body: { code: 'auth.unauthenticated' } });
  });

  it('when it expires after it was let in, is refused', async () => {
    const token = aToken({ claims: { exp: inSeconds(1) } });
    expect((await app.api.get('/v1/whoami', { token })).status).toBe(200);
    await expect.poll(async () => (await app.api.get('/v1/whoami', { token })).status).toBe(401);
  });

  it('when the keys cannot be had, is not called wrong, and the log says why', async () => {
    const keyless = await startApp([whoami], { get: () => Promise.reject(new Error('connect ECONNREFUSED')) });
    const reply = await keyless.api.get('/v1/whoami', { token: aToken() });
    await keyless.close();
    expect(reply).toMatchObject({ status: 503, body: { code: 'auth.keys-unavailable' } });
    expect(reply.headers.get('retry-after')).toBe('2');
    const err = expect.objectContaining({ cause: new Error('connect ECONNREFUSED') });
    expect(keyless.logged.error).toHaveBeenCalledWith(expect.objectContaining({ err }), 'request failed');
  });
});
