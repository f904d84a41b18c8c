export interface RefreshTokens {
  /** A new token of a session: what its holder gets, and the hash by which it is known later. */
  next(sessionId: string): { readonly token: string; readonly hash: string };
  /** Null when this was never a token of ours. */
  read(token: string): { readonly sessionId: string; readonly hash: string } | null;
}
