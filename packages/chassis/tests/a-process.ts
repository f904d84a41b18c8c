import { setTimeout as delay } from 'node:timers/promises';
import { ProcessConfig, readConfig } from '../src/config.ts';
import { runProcess } from '../src/service/run-process.ts';

// The program that run-process.int.test.ts runs; BEHAVIOUR says what goes wrong.
const behaviour = process.env['BEHAVIOUR'];

const fail = (): never => {
  throw new Error('The test wants it so.');
};

await runProcess(async () => {
  if (behaviour === 'has no configuration') readConfig('test-service', ProcessConfig, { PORT: 'canary-7f3a' });
  if (behaviour === 'cannot start') fail();
  if (behaviour === 'starts for ever') {
    process.send?.({ type: 'starting' });
    await delay(60_000);
  }
  const work = setInterval(() => undefined, 1_000);
  if (behaviour === 'throws') setTimeout(fail, 20);
  if (behaviour === 'rejects') setTimeout(() => void Promise.reject(new Error('The test wants it so.')), 20);
  return {
    port: 1234,
    stop: async () => {
      process.stdout.write('stopping\n');
      clearInterval(work);
      if (behaviour === 'cannot stop') fail();
      if (behaviour === 'stops for ever') await delay(600_000);
      await delay(50);
      process.stdout.write('stopped\n');
    },
  };
});
