import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { InstanceLock } from '../src/instance-lock.ts';
import { temporaryFolder } from './temporary-folder.ts';

const LOCK = new URL('../src/instance-lock.ts', import.meta.url).href;

/** Another process that takes the lock of a folder and keeps it. */
async function ownerOf(dir: string) {
  const script = path.join(temporaryFolder(), 'owner.ts');
  writeFileSync(
    script,
    `import { InstanceLock } from ${JSON.stringify(LOCK)};
     InstanceLock.take(${JSON.stringify(dir)});
     process.on('disconnect', () => process.exit());
     process.send?.('taken');`,
  );
  const owner = fork(script, { execArgv: ['--disable-warning=ExperimentalWarning'] });
  onTestFinished(() => void owner.kill('SIGKILL'));
  await once(owner, 'message');
  return owner;
}

it('when another process has the folder, names it and says what to do', async () => {
  const dir = temporaryFolder();
  const { pid } = await ownerOf(dir);
  expect(() => InstanceLock.take(dir)).toThrow(
    new Error(
      `Souk already runs here (process ${pid}): use its address, or stop it with Ctrl-C; ` +
        `if that process is something else, remove ${path.join(dir, 'lock')}.`,
    ),
  );
});

it('when the process that had it was killed, takes the folder over', async () => {
  const dir = temporaryFolder();
  const owner = await ownerOf(dir);
  owner.kill('SIGKILL');
  await once(owner, 'exit');
  expect(existsSync(path.join(dir, 'lock'))).toBe(true);
  InstanceLock.take(dir);
  expect(readFileSync(path.join(dir, 'lock'), 'utf8')).toBe(String(process.pid));
});

it.each(['', 'nobody', '-1', String(process.pid)])('when the lock says %j, takes the folder over', (content) => {
  const dir = temporaryFolder();
  writeFileSync(path.join(dir, 'lock'), content);
  expect(() => InstanceLock.take(dir)).not.toThrow();
});

it('when released, makes a folder that is not there yet free for the next', async () => {
  const dir = path.join(temporaryFolder(), 'new', '.souk');
  const lock = InstanceLock.take(dir);
  lock.release();
  expect(existsSync(path.join(dir, 'lock'))).toBe(false);
  lock.release();
  await ownerOf(dir);
});
