import { createHmac, randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readOrMakeSecrets } from '../local/src/secrets.ts';
import { envFile } from './env-file.ts';
import { firstAdmin, type Admin } from './first-admin.ts';
import { OWNERS, serviceSettings } from './service-settings.ts';

/** The official image of MongoDB runs as this user. */
const MONGODB = 999;

// Writes what containers need to know and nobody else may: secrets are made at the first start and stay in the volume.
const dir = '/settings';

/** Renamed when whole, and readable by one user: the container it is for. */
function write(name: string, content: string, owner: number): void {
  const file = path.join(dir, name);
  rmSync(`${file}.new`, { force: true });
  writeFileSync(`${file}.new`, content, { mode: 0o400 });
  chownSync(`${file}.new`, owner, owner);
  renameSync(`${file}.new`, file);
}

const keyFile = path.join(dir, 'key');
if (!existsSync(keyFile)) write('key', randomBytes(32).toString('hex'), 0);
const key = readFileSync(keyFile);
const secretNamed = (name: string): string => createHmac('sha256', key).update(name).digest('hex');

const adminsFile = path.join(dir, 'admins.json');
// Nobody else writes this file.
const known = existsSync(adminsFile) ? (JSON.parse(readFileSync(adminsFile, 'utf8')) as readonly Admin[]) : [];
const admin = firstAdmin(known, process.env, secretNamed('admin'));
if (!known.includes(admin)) write('admins.json', JSON.stringify([...known, admin]), 0);

const secrets = readOrMakeSecrets(dir);
const settings = serviceSettings({ secrets, secretNamed, admin, environment: process.env });
for (const [name, owner] of Object.entries(OWNERS)) {
  write(`${name}.env`, envFile(settings[name as keyof typeof OWNERS]), owner);
}
write('mongodb-root-password', secretNamed('database root'), MONGODB);
