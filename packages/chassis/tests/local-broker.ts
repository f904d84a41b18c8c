import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild, type Child } from '@souk/local/process/child';

const ENTRY = fileURLToPath(import.meta.resolve('@souk/local/broker/main'));

export interface LocalBroker {
  /** host:port; stays the same when the broker is killed and started again. */
  readonly address: string;
  /** `kill -9`. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
  /** SIGSTOP: its sockets are open, and nobody answers. */
  pause(): void;
  /** SIGCONT. */
  goOn(): void;
  stop(): Promise<void>;
}

/** The embedded broker in a process of its own, with a folder that is gone when it stops. */
export async function startLocalBroker(): Promise<LocalBroker> {
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-broker-'));
  const start = (port: number): Promise<Child> =>
    startChild({ entry: ENTRY, env: { BROKER_DIR: dir, BROKER_PORT: String(port) } });
  let child = await start(0);
  const { port } = child;
  return {
    address: `127.0.0.1:${port}`,
    kill: () => child.kill(),
    startAgain: async () => {
      child = await start(port);
    },
    pause: () => void child.process.kill('SIGSTOP'),
    goOn: () => void child.process.kill('SIGCONT'),
    stop: async () => {
      await child.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
