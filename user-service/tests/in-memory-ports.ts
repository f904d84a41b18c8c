import { LoginOrigins } from '../src/application/login-origins.ts';
import { PasswordCheck } from '../src/application/password-check.ts';
import type { AccessTokens } from '../src/application/ports/access-tokens.ts';
import type { DeviceTokens } from '../src/application/ports/device-tokens.ts';
import type { Passwords } from '../src/application/ports/passwords.ts';
import type { RefreshTokens } from '../src/application/ports/refresh-tokens.ts';
import type { VerificationLinks } from '../src/application/ports/verification-links.ts';
import type { User } from '../src/domain/user/user.ts';
import { later } from './a-user.ts';
import { InMemoryKnownNetworks } from './in-memory-known-networks.ts';
import { InMemoryLoginFailures } from './in-memory-login-failures.ts';
import { InMemorySessionRepository } from './in-memory-session-repository.ts';
import { InMemoryUserRepository } from './in-memory-user-repository.ts';

/** Readable, where the real ones tell nothing. */
export const hashOf = (secret: string) => `hash of ${secret}`;
export const tokenFor = (verificationId: string) => `token for ${verificationId}`;

/** Everything that use cases need, in memory. The ids are `id-1`, `id-2` and so on; time stands still unless it is let pass. */
export function inMemoryPorts(...users: readonly User[]) {
  let passed = 0;
  let count = 0;
  const next = () => `id-${(count += 1)}`;
  const clock = { now: () => later(passed) };
  const hashed: string[] = [];
  const compared: (string | null)[] = [];
  const passwords: Passwords = {
    hash: (password) => {
      hashed.push(password);
      return Promise.resolve(hashOf(password));
    },
    verify: (hash, password) => {
      compared.push(hash);
      return Promise.resolve(hash === hashOf(password));
    },
  };
  const accessTokens: AccessTokens = {
    publicKeys: [],
    issue: ({ userId, role, sessionId }) => ({ accessToken: `${userId}, ${role}, ${sessionId}`, expiresIn: 900 }),
    sessionOf: () => null,
  };
  const refreshTokens: RefreshTokens = {
    next: (sessionId) => {
      const token = `${sessionId}/${next()}`;
      return { token, hash: hashOf(token) };
    },
    read: (token) => {
      const [sessionId, secret] = token.split('/');
      return sessionId === undefined || secret === undefined ? null : { sessionId, hash: hashOf(token) };
    },
  };
  const links: VerificationLinks = {
    isValid: (_purpose, verificationId, token) => token === tokenFor(verificationId),
  };
  const deviceTokens: DeviceTokens = {
    tokenFor: ({ passwordHash }, deviceId) => `${deviceId}, proved by ${passwordHash}`,
    deviceOf: ({ passwordHash }, token) => {
      const [deviceId = '', proof] = token.split(', proved by ');
      return proof === passwordHash ? deviceId : null;
    },
  };
  const ids = { next };
  const failures = new InMemoryLoginFailures();
  const knownNetworks = new InMemoryKnownNetworks();
  return {
    users: new InMemoryUserRepository(...users),
    sessions: new InMemorySessionRepository(),
    failures,
    knownNetworks,
    origins: new LoginOrigins({ knownNetworks, deviceTokens, ids, clock }),
    passwords,
    passwordCheck: new PasswordCheck({ passwords, failures, clock }),
    accessTokens,
    refreshTokens,
    links,
    userIds: {
      forEmail: (email: string) => `id of ${email}`,
      forRegistration: (email: string, requestKey: string) => `${requestKey} for ${email}`,
    },
    ids,
    clock,
    /** Every password that was hashed. */
    hashed,
    /** Every hash that a password was compared with. */
    compared,
    letPass: (milliseconds: number) => (passed += milliseconds),
  };
}
