import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { needsRebinding } from '../../src/engine/glibc-compatibility.ts';
import { thisPlatform } from '../../src/engine/platform-support.ts';
import { startEngine, type EngineChild } from '../../src/engine/start-engine.ts';

let dir: string;
const engines: EngineChild[] = [];
const clients: mongoose.mongo.MongoClient[] = [];

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-engine-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
  await rm(dir, { recursive: true });
});

async function start(port?: number): Promise<EngineChild> {
  const engine = await startEngine(port === undefined ? { dir } : { dir, port });
  engines.push(engine);
  return engine;
}

async function connectTo({ uri }: EngineChild) {
  const client = await mongoose.mongo.MongoClient.connect(uri);
  clients.push(client);
  return client.db('shop');
}

describe('a started engine', () => {
  it('keeps its data through stop, kill and start, on the port that was asked for', async () => {
    const first = await start();
    await (await connectTo(first)).collection('orders').insertOne({ number: 1 });
    await first.stop();
    expect(first.process.exitCode).toBe(0);

    const second = await start(first.port);
    expect(second.port).toBe(first.port);
    await (await connectTo(second)).collection('orders').insertOne({ number: 2 });
    await second.kill();
    expect(second.process.signalCode).toBe('SIGKILL');

    const orders = (await connectTo(await start(first.port))).collection('orders');
    expect(await orders.distinct('number')).toEqual([1, 2]);
  });

  it('stops at once while clients are connected', async () => {
    const engine = await start();
    const orders = (await connectTo(engine)).collection('orders');
    await Promise.all(Array.from({ length: 10 }, (_, number) => orders.insertOne({ number })));
    await engine.stop();
    expect(engine.process.exitCode).toBe(0);
  });

  it('counts exactly for several processes at once', async () => {
    const engine = await start();
    const entry = path.join(import.meta.dirname, 'counting-client.ts');
    const processes = Array.from({ length: 4 }, () => fork(entry, [engine.uri, '100'], { stdio: 'inherit' }));
    const exits = await Promise.all(processes.map(async (child) => (await once(child, 'exit'))[0]));
    expect(exits).toEqual([0, 0, 0, 0]);
    expect(await (await connectTo(engine)).collection('counters').findOne()).toEqual({ _id: 'shared', count: 400 });
  });

  it('closes the connection of a client that sends something else, and goes on for the others', async () => {
    const engine = await start();
    const orders = (await connectTo(engine)).collection('orders');
    const unreadable = Buffer.alloc(40, 7);
    unreadable.writeInt32LE(40, 0);
    for (const garbage of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.alloc(16), unreadable]) {
      const socket = connect(engine.port, '127.0.0.1').resume();
      socket.write(garbage);
      await once(socket, 'close');
    }
    await orders.insertOne({ number: 1 });
    expect(await orders.countDocuments()).toBe(1);
  });

  it('bounds the cache of the storage engine to 128 MB, or to ENGINE_CACHE_MB', async () => {
    const bound = async (engine: EngineChild) =>
      (await (await connectTo(engine)).admin().serverStatus()).wiredTiger.cache['maximum bytes configured'];
    const first = await start();
    expect(await bound(first)).toBe(128 * 1024 * 1024);
    await first.stop();
    vi.stubEnv('ENGINE_CACHE_MB', '96');
    expect(await bound(await start())).toBe(96 * 1024 * 1024);
  });

  it('ends by itself when the process that started it is killed', async () => {
    const script = path.join(dir, 'parent.ts');
    const module = path.join(import.meta.dirname, '../../src/engine/start-engine.ts');
    await writeFile(
      script,
      `import { startEngine } from ${JSON.stringify(module)};
       const { port } = await startEngine({ dir: ${JSON.stringify(path.join(dir, 'data'))} });
       process.send(port);`,
    );
    const parent = fork(script);
    const [port] = (await once(parent, 'message')) as [number];
    const connection = connect(port, '127.0.0.1').resume();
    await once(connection, 'connect');
    parent.kill('SIGKILL');
    await once(connection, 'close');
    // The old process lets its sockets go before the folder.
    engines.push(await vi.waitFor(() => startEngine({ dir: path.join(dir, 'data') }), { timeout: 60_000 }));
  });
});

describe('startEngine', () => {
  it('refuses a folder that another engine has open, which goes on', async () => {
    const engine = await start();
    await expect(startEngine({ dir })).rejects.toThrow(
      `The database folder ${dir} is in use by another process: stop that one, or choose another folder.`,
    );
    expect(await (await connectTo(engine)).command({ ping: 1 })).toEqual({ ok: 1 });
  });

  it('refuses a folder whose files are damaged', async () => {
    await mkdir(path.join(dir, 'damaged'));
    await writeFile(path.join(dir, 'damaged', 'WiredTiger'), 'WiredTiger\n');
    await writeFile(path.join(dir, 'damaged', 'WiredTiger.turtle'), 'nonsense');
    await expect(startEngine({ dir: path.join(dir, 'damaged') })).rejects.toThrow('so move it away and start again');
  });

  it('refuses a folder that cannot be made', async () => {
    await writeFile(path.join(dir, 'file'), '');
    const folder = path.join(dir, 'file', 'data');
    await expect(startEngine({ dir: folder })).rejects.toThrow(
      `The database folder ${folder} cannot be opened: make it writable, or choose another folder.`,
    );
  });

  it('says when the port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(startEngine({ dir, port })).rejects.toThrow(`Port ${port} of 127.0.0.1 cannot be used`);
    server.close();
  });

  it.each([
    ['ENGINE_CACHE_MB', 'plenty', "ENGINE_CACHE_MB is 'plenty': set it to a whole number from 16 to 65536."],
    ['ENGINE_CACHE_MB', '1', "ENGINE_CACHE_MB is '1': set it to a whole number from 16 to 65536."],
  ])('refuses %s=%s', async (name, value, message) => {
    vi.stubEnv(name, value);
    await expect(startEngine({ dir })).rejects.toThrow(message);
  });

  it('starts several at once on an empty ENGINE_CACHE_DIR, used where the C library is too old', async () => {
    const cache = path.join(dir, 'cache');
    vi.stubEnv('ENGINE_CACHE_DIR', cache);
    const starting = ['a', 'b', 'c'].map((folder) => startEngine({ dir: path.join(dir, folder) }));
    engines.push(...(await Promise.all(starting)));
    for (const engine of engines) expect(await (await connectTo(engine)).command({ ping: 1 })).toEqual({ ok: 1 });
    expect(existsSync(cache)).toBe(needsRebinding(thisPlatform()));
  });
});
