import type { Role } from '../../domain/user/user-state.ts';

export interface TokenBearer {
  readonly userId: string;
  readonly role: Role;
  readonly sessionId: string;
}

export interface IssuedAccessToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** A public key that verifies access tokens (RFC 7517). */
export interface PublicKey {
  readonly kid: string;
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

export interface AccessTokens {
  readonly publicKeys: readonly PublicKey[];
  issue(bearer: TokenBearer, at: Date): IssuedAccessToken;
  /** The session that an `Authorization` header belongs to, which has been verified before; null when it names none. */
  sessionOf(authorization: string | null): string | null;
}
