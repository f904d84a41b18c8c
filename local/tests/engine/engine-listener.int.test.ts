import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listen, type EngineListener, type WireEngine } from '../../src/engine/engine-listener.ts';
import { WireMessageFramer } from '../../src/engine/wire-message-framer.ts';

/** A request that carries its number; the engines below answer with it. */
function request(number: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeInt32LE(16, 0);
  bytes.writeInt32LE(number, 4);
  return bytes;
}

const numberOf = (message: Buffer) => message.readInt32LE(4);
const answeredNumberOf = (reply: Buffer) => reply.readInt32LE(8);

function answerTo(message: Buffer, response = Buffer.alloc(0)) {
  return { requestId: numberOf(message), moreToCome: false, legacy: false, response };
}

const echo: WireEngine = { roundTrip: async (message) => answerTo(message) };

const listeners: EngineListener[] = [];
const clients: Socket[] = [];

async function start(engine: WireEngine) {
  const refusals: string[] = [];
  const listener = await listen({ engine, port: 0, onRefused: ({ message }) => refusals.push(message) });
  listeners.push(listener);
  return { listener, refusals };
}

async function client({ port }: EngineListener): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  clients.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** The numbers of the first `count` requests answered on a connection, in order; fewer when it ends before. */
async function answers(socket: Socket, count: number): Promise<number[]> {
  const framer = new WireMessageFramer();
  const numbers: number[] = [];
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    numbers.push(...framer.push(chunk as Buffer).map(answeredNumberOf));
    if (numbers.length >= count) break;
  }
  return numbers;
}

afterEach(async () => {
  for (const socket of clients.splice(0)) socket.destroy();
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('listen', () => {
  it('answers pipelined requests in the order they came, though later ones take less time', async () => {
    const { listener } = await start({
      roundTrip: (message) =>
        new Promise((resolve) => setTimeout(() => resolve(answerTo(message)), 20 - numberOf(message))),
    });
    const socket = await client(listener);
    socket.write(Buffer.concat(numbers(20).map(request)));
    expect(await answers(socket, 20)).toEqual(numbers(20));
  });

  it('runs requests of different connections beside each other', async () => {
    const waiting: (() => void)[] = [];
    const { listener } = await start({
      roundTrip: (message) =>
        new Promise((resolve) => {
          waiting.push(() => resolve(answerTo(message)));
          if (waiting.length === 2) for (const answer of waiting) answer();
        }),
    });
    const [first, second] = [await client(listener), await client(listener)];
    first.write(request(1));
    second.write(request(2));
    expect(await Promise.all([answers(first, 1), answers(second, 1)])).toEqual([[1], [2]]);
  });

  it('writes no reply to a request that wants none', async () => {
    const { listener } = await start({
      roundTrip: async (message) => ({ ...answerTo(message), moreToCome: numberOf(message) === 1 }),
    });
    const socket = await client(listener);
    socket.write(Buffer.concat([request(1), request(2)]));
    expect(await answers(socket, 1)).toEqual([2]);
  });

  it('answers what a client asked before it ended its side, then ends', async () => {
    const { listener, refusals } = await start(echo);
    const socket = await client(listener);
    socket.end(Buffer.concat(numbers(5).map(request)));
    expect(await answers(socket, Infinity)).toEqual(numbers(5));
    expect(refusals).toEqual([]);
  });

  it.each([
    ['shorter than a header', 15, '16 to 48000000 are allowed'],
    ['of a negative length', -1, '16 to 48000000 are allowed'],
    ['larger than the limit', 48_000_001, '16 to 48000000 are allowed'],
  ])('closes the connection that sends a message %s, and no other', async (_, length, reason) => {
    const { listener, refusals } = await start(echo);
    const [good, bad] = [await client(listener), await client(listener)];
    const malformed = request(1);
    malformed.writeInt32LE(length, 0);
    bad.write(malformed);
    expect(await answers(bad, 1)).toEqual([]);
    good.write(request(2));
    expect(await answers(good, 1)).toEqual([2]);
    expect(refusals).toEqual([expect.stringContaining(reason)]);
  });

  it('closes the connection whose request the engine cannot read, and no other', async () => {
    const { listener, refusals } = await start({
      roundTrip: async (message) => {
        if (numberOf(message) === 13) throw new Error('invalid BSON document');
        return answerTo(message);
      },
    });
    const [good, bad] = [await client(listener), await client(listener)];
    bad.write(Buffer.concat([request(12), request(13), request(14)]));
    expect(await answers(bad, 3)).toEqual([12]);
    good.write(request(2));
    expect(await answers(good, 1)).toEqual([2]);
    expect(refusals).toEqual(['invalid BSON document']);
  });

  it('stops working for a client that does not read, until it does', async () => {
    const asked: number[] = [];
    const { listener } = await start({
      roundTrip: async (message) => {
        if (numberOf(message) < 500) asked.push(numberOf(message));
        return answerTo(message, Buffer.alloc(numberOf(message) < 500 ? 1_000_000 : 0));
      },
    });
    const slow = await client(listener);
    slow.write(Buffer.concat(numbers(500).map(request)));
    const other = await client(listener);
    for (const number of numbers(1000)) {
      other.write(request(500 + number));
      expect(await answers(other, 1)).toEqual([500 + number]);
    }
    // What the sockets' buffers of either side hold; without backpressure it would be all 500.
    expect(asked.length).toBeLessThan(50);
    expect(await answers(slow, 500)).toEqual(numbers(500));
  });

  it.each([
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
    ['closes', (socket: Socket) => socket.destroy()],
  ])('takes a client that %s its connection in the middle of a request for no failure', async (_, leave) => {
    const asked = Promise.withResolvers<undefined>();
    const answered = Promise.withResolvers<undefined>();
    const { listener, refusals } = await start({
      roundTrip: async (message) => {
        asked.resolve(undefined);
        await answered.promise;
        return answerTo(message, Buffer.alloc(10_000_000));
      },
    });
    const leaving = await client(listener);
    leaving.write(request(1));
    await asked.promise;
    leave(leaving);
    answered.resolve(undefined);
    const bad = await client(listener);
    bad.write(Buffer.alloc(16));
    expect(await answers(bad, 1)).toEqual([]);
    expect(refusals).toEqual([expect.stringContaining('A wire message of 0 bytes')]);
  });

  it('drops its connections and frees its port when it is closed', async () => {
    const { listener } = await start(echo);
    const socket = await client(listener);
    const dropped = once(socket, 'close');
    socket.resume();
    await listener.close();
    await dropped;
    const again = await listen({ engine: echo, port: listener.port, onRefused: () => undefined });
    listeners.splice(0, Infinity, again);
    expect(again.port).toBe(listener.port);
  });

  it('says which port is taken and what to do', async () => {
    const { listener } = await start(echo);
    await expect(listen({ engine: echo, port: listener.port, onRefused: () => undefined })).rejects.toThrow(
      `Port ${listener.port} of 127.0.0.1 cannot be used, choose another one: Error: listen EADDRINUSE`,
    );
  });
});
