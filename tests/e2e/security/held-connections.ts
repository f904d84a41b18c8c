import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const AT_ONCE = 100;

/** Connections to a port at 127.0.0.1, each with the start of a request that does not go on. */
export async function holdOpen(
  port: number,
  count: number,
  starts: readonly string[],
): Promise<{ open(): number; close(): void }> {
  const sockets: Socket[] = [];
  while (sockets.length < count) {
    const more = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () => connect(port, '127.0.0.1'));
    // When the server cuts one, `open` tells.
    for (const socket of more) socket.on('error', () => undefined).resume();
    await Promise.all(more.map((socket) => once(socket, 'connect')));
    for (const [index, socket] of more.entries()) socket.write(starts[index % starts.length] ?? '');
    sockets.push(...more);
  }
  return {
    open: () => sockets.filter(({ destroyed }) => !destroyed).length,
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
