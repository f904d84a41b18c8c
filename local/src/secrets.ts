import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makePrivateFolder } from './private-folder.ts';

/** The secrets of one machine's platform: made at its first start, kept in its data folder, never in the repository. */
export interface Secrets {
  /** JSON array of private EC P-256 keys (JWK) that sign access tokens; the first one signs. */
  readonly jwtSigningKeys: string;
  readonly linkSecret: string;
  readonly stripeSecretKey: string;
  readonly stripeWebhookSecret: string;
  readonly resendApiKey: string;
  readonly resendWebhookSecret: string;
  readonly cloudinaryApiSecret: string;
}

export function readOrMakeSecrets(dir: string): Secrets {
  makePrivateFolder(dir);
  const file = path.join(dir, 'secrets.json');
  // Nobody else writes this file.
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secrets: Secrets = {
    jwtSigningKeys: JSON.stringify([newSigningKey()]),
    linkSecret: token(),
    stripeSecretKey: `sk_test_${token()}`,
    stripeWebhookSecret: `whsec_${token()}`,
    resendApiKey: `re_${token()}`,
    resendWebhookSecret: `whsec_${randomBytes(24).toString('base64')}`,
    cloudinaryApiSecret: token(),
  };
  // Renamed when whole: half a file, left by a full disk, would be in the way of every later start.
  writeFileSync(`${file}.new`, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

const token = (): string => randomBytes(24).toString('hex');

function newSigningKey(): object {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'ES256', use: 'sig' };
}
