import type { IssuedAccessToken } from './ports/access-tokens.ts';

/** What a client needs to act for a user, and to go on doing so. */
export interface TokenPair extends IssuedAccessToken {
  readonly refreshToken: string;
  readonly refreshExpiresAt: Date;
}
