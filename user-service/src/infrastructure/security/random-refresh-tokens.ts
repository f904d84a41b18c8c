import { createHash, randomBytes } from 'node:crypto';
import type { RefreshTokens } from '../../application/ports/refresh-tokens.ts';

/** `<session id>.<256 random bits>`: the id finds the session in one read, the bits prove the right to it. */
const FORMAT = /^(?<sessionId>[0-9a-f-]{36})\.[\w-]{43}$/;

export const randomRefreshTokens: RefreshTokens = {
  next: (sessionId) => {
    const token = `${sessionId}.${randomBytes(32).toString('base64url')}`;
    return { token, hash: hashOf(token) };
  },
  read: (token) => {
    const sessionId = FORMAT.exec(token)?.groups?.['sessionId'];
    return sessionId === undefined ? null : { sessionId, hash: hashOf(token) };
  },
};

/** A fast hash is enough where there is nothing to guess. */
const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
