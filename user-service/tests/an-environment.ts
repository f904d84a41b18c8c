import { generateKeyPairSync } from 'node:crypto';

export const LINK_SECRET = 'a-secret-of-at-least-32-characters!!';
export const PUBLIC_URL = 'https://shop.souk.test/';
export const ADMIN = { email: 'admin@souk.test', password: 'the-admins-password' };

export function newSigningKey(kid: string) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' };
}

/** The keys of the service under test: `current` signs, `former` still verifies. */
export const signingKeys = { current: newSigningKey('current'), former: newSigningKey('former') };

/** What the service needs besides a port, a database and a bus. */
export const environment = {
  JWT_SIGNING_KEYS: JSON.stringify([signingKeys.current, signingKeys.former]),
  LINK_SECRET,
  PUBLIC_URL,
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
};

export const environmentFor = (mongodbUri: string): Record<string, string> => ({
  PORT: '0',
  LOG_LEVEL: 'silent',
  JWKS_URL: 'http://127.0.0.1:9/unused',
  KAFKA_BROKERS: '127.0.0.1:9',
  MONGODB_URI: mongodbUri,
  ...environment,
});
