import type { Socket } from 'node:net';
import type { Request } from './api/api.ts';
import { FrameReader } from './frame-reader.ts';
import { MalformedRequestError, Reader } from './protocol/reader.ts';
import type { Writer } from './protocol/writer.ts';

/** A client that has so many requests unanswered must wait before it is listened to again. */
const MAX_PENDING = 100;
const CORRELATION_ID_BYTES = 4;

type Handle = (apiKey: number, request: Request) => Promise<Writer | undefined>;

interface Pending {
  response?: readonly Buffer[];
}

/**
 * One client. Its requests are begun as they arrive, and answered in that order:
 * https://kafka.apache.org/protocol#protocol_network
 */
export class Connection {
  readonly #socket: Socket;
  readonly #handle: Handle;
  readonly #report: (line: string) => void;
  readonly #frames = new FrameReader();
  readonly #pending: Pending[] = [];
  readonly #whenClosed = new Set<() => void>();
  readonly #whenOvertaken = new Set<() => void>();

  constructor(socket: Socket, handle: Handle, report: (line: string) => void) {
    this.#socket = socket;
    this.#handle = handle;
    this.#report = report;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('drain', () => this.#throttle());
    socket.on('close', () => callAll(this.#whenClosed));
    // A client that vanished is no event of its own: `close` follows.
    socket.on('error', () => undefined);
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
    try {
      for (const frame of this.#frames.push(chunk)) {
        callAll(this.#whenOvertaken);
        this.#begin(new Reader(frame));
      }
    } catch (error) {
      this.#fail(error);
    }
    this.#throttle();
  }

  #begin(body: Reader): void {
    const apiKey = body.int16();
    const version = body.int16();
    const correlationId = body.int32();
    const request: Request = {
      version,
      body,
      clientId: body.nullableString() ?? '',
      clientHost: `/${this.#socket.remoteAddress ?? ''}`,
      onClose: (callback) => subscribe(this.#whenClosed, callback),
      onOvertaken: (callback) => subscribe(this.#whenOvertaken, callback),
    };
    const pending: Pending = {};
    this.#pending.push(pending);
    this.#handle(apiKey, request).then(
      (response) => {
        pending.response = response ? [headerFor(response, correlationId), ...response.finish()] : [];
        this.#sendAnswered();
      },
      (error: unknown) => this.#fail(error),
    );
  }

  #sendAnswered(): void {
    // Corked, several responses and the parts of each go out in one system call.
    this.#socket.cork();
    while (this.#socket.writable) {
      const parts = this.#pending[0]?.response;
      if (parts === undefined) break;
      for (const part of parts) this.#socket.write(part);
      this.#pending.shift();
    }
    this.#socket.uncork();
    this.#throttle();
  }

  #throttle(): void {
    if (this.#pending.length >= MAX_PENDING || this.#socket.writableNeedDrain) this.#socket.pause();
    else this.#socket.resume();
  }

  #fail(error: unknown): void {
    this.#socket.destroy();
    if (error instanceof MalformedRequestError) return;
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#report(`A request failed through a defect of the broker, and its connection was closed: ${reason}`);
  }
}

function headerFor(response: Writer, correlationId: number): Buffer {
  const header = Buffer.allocUnsafe(4 + CORRELATION_ID_BYTES);
  header.writeInt32BE(CORRELATION_ID_BYTES + response.size, 0);
  header.writeInt32BE(correlationId, 4);
  return header;
}

function subscribe(callbacks: Set<() => void>, callback: () => void): () => void {
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}

function callAll(callbacks: Set<() => void>): void {
  const all = [...callbacks];
  callbacks.clear();
  for (const callback of all) callback();
}
