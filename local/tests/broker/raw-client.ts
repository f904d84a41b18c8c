import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { FrameReader } from '../../src/broker/frame-reader.ts';
import { Reader } from '../../src/broker/protocol/reader.ts';
import { Writer } from '../../src/broker/protocol/writer.ts';

/** A client that sends exactly what it is told, for what kafkajs never does. */
export class RawClient {
  readonly #socket: Socket;
  readonly #frames = new FrameReader();
  readonly #waiting: ((response: Reader) => void)[] = [];
  /** Correlation ids in the order in which the responses came. */
  readonly answered: number[] = [];
  readonly closed: Promise<unknown>;
  #correlationId = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.closed = once(socket, 'close');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      for (const frame of this.#frames.push(chunk)) {
        const response = new Reader(frame);
        this.answered.push(response.int32());
        this.#waiting.shift()?.(response);
      }
    });
  }

  static async connect(port: number): Promise<RawClient> {
    const socket = connect(port, '127.0.0.1');
    onTestFinished(() => {
      socket.destroy();
    });
    await once(socket, 'connect');
    return new RawClient(socket);
  }

  /** Sends a request and resolves to its response, after the correlation id. */
  request(apiKey: number, version: number, write: (body: Writer) => void = () => undefined): Promise<Reader> {
    const response = new Promise<Reader>((resolve) => this.#waiting.push(resolve));
    this.send(apiKey, version, write);
    return response;
  }

  send(apiKey: number, version: number, write: (body: Writer) => void = () => undefined): void {
    const body = new Writer().int16(apiKey).int16(version).int32(this.#correlationId++).string('raw');
    write(body);
    this.sendBytes(Buffer.concat([Buffer.concat(new Writer().int32(body.size).finish()), ...body.finish()]));
  }

  sendBytes(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  hangUp(): void {
    this.#socket.destroy();
  }
}
