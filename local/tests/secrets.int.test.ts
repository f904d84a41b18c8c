import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readOrMakeSecrets } from '../src/secrets.ts';
import { temporaryFolder } from './temporary-folder.ts';

it('makes the secrets once, for its owner’s eyes only, and keeps them', () => {
  const dir = path.join(temporaryFolder(), '.souk');
  const secrets = readOrMakeSecrets(dir);
  expect(readdirSync(dir)).toEqual(['secrets.json']);
  expect(statSync(path.join(dir, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(readOrMakeSecrets(dir)).toEqual(secrets);
});

it('when a file was half written, makes them again', () => {
  const dir = temporaryFolder();
  writeFileSync(path.join(dir, 'secrets.json.new'), '{ "jwtSigning');
  const secrets = readOrMakeSecrets(dir);
  expect(JSON.parse(readFileSync(path.join(dir, 'secrets.json'), 'utf8'))).toEqual(secrets);
});

it('makes other secrets for another folder, none of them twice', () => {
  const values = [temporaryFolder(), temporaryFolder()].flatMap((dir) => Object.values(readOrMakeSecrets(dir)));
  expect(new Set(values).size).toBe(14);
  for (const value of values) expect(value.length).toBeGreaterThanOrEqual(32);
});

it('signs with a private P-256 key that has an id', () => {
  const [key, ...others] = JSON.parse(readOrMakeSecrets(temporaryFolder()).jwtSigningKeys);
  expect(others).toEqual([]);
  expect(key).toEqual({
    kty: 'EC',
    crv: 'P-256',
    alg: 'ES256',
    use: 'sig',
    kid: expect.any(String),
    x: expect.stringMatching(/^[\w-]{43}$/),
    y: expect.stringMatching(/^[\w-]{43}$/),
    d: expect.stringMatching(/^[\w-]{43}$/),
  });
});
