import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * All below what systems give to outgoing connections (Linux from 32768, macOS from 49152): such a connection could hold the
 * port of a process that is being started again.
 */
const BLOCKS = { from: 20_000, size: 16, count: 600 };
const SINGLE = { from: BLOCKS.from + BLOCKS.size * BLOCKS.count, to: 32_000 };

/** Ports that no other platform of this machine takes, though nobody listens on them yet. */
export interface ReservedPorts {
  readonly ports: readonly number[];
  release(): Promise<void>;
}

/**
 * Reserves so many TCP ports at 127.0.0.1, up to 15, until they are released or this process ends. They stay reserved while the
 * process that listens on one of them is being started again.
 */
export async function reservePorts(
  count: number,
  anyBlock: () => number = () => randomInt(BLOCKS.count),
): Promise<ReservedPorts> {
  for (;;) {
    // Who listens on the first port of a block has all of it.
    const first = BLOCKS.from + BLOCKS.size * anyBlock();
    const claim = await listenOn(first);
    if (claim === null) continue;
    let released: Promise<void> | null = null;
    const release = () => (released ??= close(claim));
    const ports = Array.from({ length: count }, (_, index) => first + 1 + index);
    const taken = await Promise.all(ports.map(isTaken));
    if (!taken.includes(true)) {
      claim.unref();
      return { ports, release };
    }
    await release();
  }
}

/** A TCP port at 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(SINGLE.from, SINGLE.to);
    if (!(await isTaken(port))) return port;
  }
}

/** Whether somebody listens on a port at 127.0.0.1. */
export async function isTaken(port: number): Promise<boolean> {
  const server = await listenOn(port);
  if (server !== null) await close(server);
  return server === null;
}

/** Null when somebody else does. */
async function listenOn(port: number): Promise<Server | null> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return null;
    throw error;
  }
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
