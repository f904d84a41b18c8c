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
    setTimeout(() => leave(1), STOP_WITHIN_MS).unref();
    void Promise.resolve(running?.stop()).then(
      () => leave(code),
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
  if (process.send === undefined) return;
  // The supervisor may have gone while this process was starting.
  if (process.connected) process.send({ type: 'ready', port: running.port });
  else end(0);
}

function fail(error: unknown): void {
  report(error);
  leave(1);
}

/**
 * Ends this process. One that has lost its parent is killed outright: a native library may hang in its exit handlers (libvips does
 * when a picture is being worked on), and nobody is left who would end it then.
 */
function leave(code: number): void {
  const isOrphan = process.send !== undefined && !process.connected;
  if (isOrphan) process.kill(process.pid, 'SIGKILL');
  else process.exit(code);
}

function report(error: unknown): void {
  const text =
    error instanceof ConfigurationIsInvalid ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text ?? ''}\n`);
}
