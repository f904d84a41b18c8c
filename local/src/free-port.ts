import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below what systems give to outgoing connections (Linux from 32768, macOS from 49152): such a connection could hold the
 * port of a process that is being started again.
 */
const FIRST = 20_000;
const LAST = 31_999;

/** A TCP port at 127.0.0.1 that nobody listens on now and that is none of `except`. */
export async function freePort(except: ReadonlySet<number> = new Set()): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST, LAST + 1);
    if (!except.has(port) && !(await isTaken(port))) return port;
  }
}

/** Whether somebody listens on a port at 127.0.0.1. */
export async function isTaken(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return true;
    throw error;
  }
  server.close();
  await once(server, 'close');
  return false;
}
