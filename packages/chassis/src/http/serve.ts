import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { networkOf } from '@souk/kernel/client-network';
import { Places } from '@souk/kernel/places';
import { refuseUnreadableRequests } from './unreadable-requests.ts';

export interface HttpServer {
  readonly port: number;
  readonly server: Server;
  /** Stops accepting and waits for the requests in progress, at most 4 s; then cuts what is left. */
  close(): Promise<void>;
}

const DRAIN_MS = 4_000;

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  /** How many connections may be open at once, when clients connect directly; one network of them gets no more than a third. */
  readonly maxConnections?: number | undefined;
}

/** Serves on an address with explicit limits on headers, idle time and the time a request may take to arrive. */
export async function serveHttp(
  listener: RequestListener,
  { host, port, maxConnections }: ServeOptions,
): Promise<HttpServer> {
  const server = createServer(
    {
      requestTimeout: 60_000,
      headersTimeout: 15_000,
      keepAliveTimeout: 65_000,
      // How often the timeouts above are looked after.
      connectionsCheckingInterval: 5_000,
      maxHeaderSize: 16_384,
    },
    listener,
  );
  refuseUnreadableRequests(server);
  server.maxRequestsPerSocket = 0;
  // Of a client that does not read its reply. No answer takes that long.
  server.timeout = 120_000;
  if (maxConnections !== undefined) limitConnections(server, new Places(maxConnections));
  let isClosing = false;
  server.on('request', (_request, response) => {
    // A connection that was busy when the server closed would stay open until its client leaves.
    response.once('close', () => {
      if (isClosing) setImmediate(() => server.closeIdleConnections());
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    // A server that listens on TCP has an AddressInfo, never a pipe's name.
    port: (server.address() as AddressInfo).port,
    server,
    close: async () => {
      isClosing = true;
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const cut = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}

/** Connections that say nothing cost nothing but a place; nobody else gets those that one network would take too many of. */
function limitConnections(server: Server, places: Places): void {
  server.on('connection', (socket: Socket) => {
    const place = places.take(networkOf(socket.remoteAddress ?? 'unknown'));
    if (typeof place === 'function') socket.once('close', place);
    else socket.resetAndDestroy();
  });
}
