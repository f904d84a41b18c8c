import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { InstanceLock } from '../src/instance-lock.ts';
import { makePrivateFolder } from '../src/private-folder.ts';
import { readOrMakeSecrets } from '../src/secrets.ts';
import { temporaryFolder } from './temporary-folder.ts';

const modeOf = (entry: string) => statSync(entry).mode & 0o777;

it('makes a folder that nobody else can look into', () => {
  const dir = path.join(temporaryFolder(), 'a', '.souk');
  makePrivateFolder(dir);
  expect(modeOf(dir)).toBe(0o700);
});

it('when the folder and what is in it is open to others, closes all of it and follows no link', () => {
  const outside = path.join(temporaryFolder(), 'outside');
  writeFileSync(outside, '', { mode: 0o644 });
  chmodSync(outside, 0o644);
  const dir = path.join(temporaryFolder(), '.souk');
  mkdirSync(path.join(dir, 'database', 'journal'), { recursive: true });
  for (const file of ['secrets.json', 'database/a.wt', 'database/journal/1']) {
    writeFileSync(path.join(dir, file), 'x');
    chmodSync(path.join(dir, file), 0o666);
  }
  for (const folder of ['.', 'database', 'database/journal']) chmodSync(path.join(dir, folder), 0o777);
  symlinkSync(outside, path.join(dir, 'link'));
  makePrivateFolder(dir);
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const name = path.join(entry.parentPath, entry.name);
    if (!entry.isSymbolicLink()) expect([name, modeOf(name) & 0o077]).toEqual([name, 0]);
  }
  expect([modeOf(dir), modeOf(outside)]).toEqual([0o700, 0o644]);
});

it('when secrets are made or a platform takes its folder first, the folder is private from the start', () => {
  const [one, other] = [path.join(temporaryFolder(), '.souk'), path.join(temporaryFolder(), '.souk')];
  readOrMakeSecrets(one);
  const lock = InstanceLock.take(other);
  expect([modeOf(one), modeOf(other)]).toEqual([0o700, 0o700]);
  lock.release();
});

it('when secrets could be read by others, closes them when they are read', () => {
  const dir = temporaryFolder();
  readOrMakeSecrets(dir);
  chmodSync(path.join(dir, 'secrets.json'), 0o644);
  readOrMakeSecrets(dir);
  expect(modeOf(path.join(dir, 'secrets.json'))).toBe(0o600);
});
