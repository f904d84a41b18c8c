import { layFoundation } from '../src/service/process-foundation.ts';
import { ProcessConfig } from '../src/config.ts';
import { runProcess } from '../src/service/run-process.ts';

// The program that failpoints-over-ipc.int.test.ts runs: it takes a step and says so when it is told to.
await runProcess(() => {
  const { failpoints } = layFoundation('test-service', ProcessConfig, { environment: process.env });
  const port = failpoints.wrap('Port', {
    step: async (): Promise<void> => {
      await new Promise((written) => process.stdout.write('done\n', written));
    },
    mark: (): void => undefined,
  });
  process.on('message', (message) => {
    if (message === 'mark') port.mark();
    if (message !== 'step') return;
    port.step().then(
      () => process.send?.('stepped'),
      (error: unknown) => process.send?.(String(error)),
    );
  });
  return Promise.resolve({ port: 1, stop: () => Promise.resolve() });
});
