import { ConfigurationIsInvalid } from '../config.ts';
import type { Running } from './process-foundation.ts';

/** Of the 10 s that a platform has to stop, the rest is for what the services stand on. */
const STOP_WITHIN_MS = 8_000;

/**
 * Runs this process: starts it, tells its supervisor when it is ready, and stops it on SIGTERM, on SIGINT and when its
 * supervisor is gone. An error that nobody handled ends it with code 1: a process in an unknown state must not go on.
 */
export async function runProcess(start: () => Promise<Running>): Promise<void> {
  let running: Running | null = null;
  let stopping = false;
  const end = (code: number) => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    void Promise.resolve(running?.stop()).then(
      () => process.exit(code),
      (error: unknown) => fail(error),
    );
  };
  process.on('SIGTERM', () => end(0));
  process.on('SIGINT', () => end(0));
  process.on('disconnect', () => end(0));
  process.on('uncaughtException', (error) => {
    report(error);
    end(1);
  });
  try {
    running = await start();
  } catch (error) {
    fail(error);
    return;
  }
  process.send?.({ type: 'ready', port: running.port });
}

function fail(error: unknown): never {
  report(error);
  process.exit(1);
}

function report(error: unknown): void {
  const text =
    error instanceof ConfigurationIsInvalid ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text ?? ''}\n`);
}
