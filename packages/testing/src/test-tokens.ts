import { generateKeyPairSync } from 'node:crypto';
import { TOKEN_AUDIENCE, TOKEN_ISSUER, type Caller, type KeySet } from '@souk/chassis/auth/access-token';
import jwt from 'jsonwebtoken';

const KID = 'test-key';
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The key set that verifies the tokens of `accessToken`. */
export const testKeySet: KeySet = { get: (kid) => Promise.resolve(kid === KID ? publicKey : null) };

/** A valid access token; `overrides` are claims and header fields that make it a wrong one. */
export function accessToken(
  caller: Caller,
  overrides: { readonly claims?: object; readonly header?: object } = {},
): string {
  const claims = { sub: caller.userId, role: caller.role, typ: 'access', iss: TOKEN_ISSUER, aud: TOKEN_AUDIENCE };
  const exp = Math.floor(Date.now() / 1000) + 900;
  return jwt.sign({ exp, ...claims, ...overrides.claims }, privateKey, {
    algorithm: 'ES256',
    header: { alg: 'ES256', kid: KID, ...overrides.header },
  });
}
