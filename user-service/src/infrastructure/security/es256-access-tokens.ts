import { createPrivateKey, type KeyObject } from 'node:crypto';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from '@souk/chassis/auth/access-token';
import { bearerTokenOf } from '@souk/chassis/http/headers';
import jwt from 'jsonwebtoken';
import type { AccessTokens, IssuedAccessToken, PublicKey, TokenBearer } from '../../application/ports/access-tokens.ts';

/** A private EC P-256 key (RFC 7517). */
export interface SigningKey {
  readonly kid: string;
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

const LIFETIME_S = 15 * 60;

/**
 * Signs with the first key and publishes all. To rotate: add the new key at the end, let every verifier fetch it, move it to
 * the front, and remove the old one when its last token has expired.
 */
export class Es256AccessTokens implements AccessTokens {
  readonly publicKeys: readonly PublicKey[];
  readonly #kid: string;
  readonly #key: KeyObject;

  constructor(keys: readonly [SigningKey, ...SigningKey[]]) {
    const [{ kid, ...jwk }] = keys;
    this.#kid = kid;
    this.#key = createPrivateKey({ key: jwk, format: 'jwk' });
    this.publicKeys = keys.map(({ kid, kty, crv, x, y }) => ({ kid, kty, crv, x, y, alg: 'ES256', use: 'sig' }));
  }

  issue({ userId, role, sessionId }: TokenBearer, at: Date): IssuedAccessToken {
    const iat = Math.floor(at.getTime() / 1000);
    const claims = { role, typ: 'access', sid: sessionId, iat, exp: iat + LIFETIME_S };
    const accessToken = jwt.sign(claims, this.#key, {
      algorithm: 'ES256',
      keyid: this.#kid,
      issuer: TOKEN_ISSUER,
      audience: TOKEN_AUDIENCE,
      subject: userId,
    });
    return { accessToken, expiresIn: LIFETIME_S };
  }

  sessionOf(authorization: string | null): string | null {
    const claims = jwt.decode(bearerTokenOf(authorization ?? '') ?? '', { json: true });
    const sid: unknown = claims?.['sid'];
    return typeof sid === 'string' ? sid : null;
  }
}
