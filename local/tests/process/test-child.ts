import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { announceReady } from '../../src/process/announce-ready.ts';

/** A child for tests, with a will of its own: what it does, and the file whose existence makes it do so. */
const { CHILD_DOES = 'run', CHILD_WHILE = import.meta.filename, CHILD_SAYS = 'hello' } = process.env;

console.log(`process ${process.pid}`);
console.log(CHILD_SAYS);
const does = existsSync(CHILD_WHILE) ? CHILD_DOES : 'run';

if (does === 'fail') {
  console.error('It cannot work like this:');
  process.stderr.write('the disk is on fire');
  process.exitCode = 3;
} else if (does === 'stay silent') {
  setInterval(() => undefined, 60_000);
} else {
  // The parent leaves before this process is ready.
  while (does === 'start slowly' && process.connected) await delay(10);
  process.on('message', (message) => process.send?.({ heard: message }));
  if (does === 'run alone') setInterval(() => undefined, 60_000);
  announceReady({
    port: 4711,
    stop: async () => {
      if (does === 'stop for ever') await new Promise(() => undefined);
      if (does === 'fail to stop') throw new Error('It cannot let go.');
      process.stdout.write('stopped');
      await delay(50);
    },
  });
}
