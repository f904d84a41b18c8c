import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { freePort, isTaken, reservePorts } from '../src/free-port.ts';

it('a port is taken while somebody listens on it', async () => {
  const port = await freePort();
  expect(await isTaken(port)).toBe(false);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(await isTaken(port)).toBe(true);
  server.close();
  await once(server, 'close');
  expect(await isTaken(port)).toBe(false);
});

it('when somebody listens on every address, the port is taken', async () => {
  const server = createServer().listen(await freePort(), '0.0.0.0');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  expect(await isTaken(typeof address === 'object' ? address!.port : 0)).toBe(true);
});

it('a free port is none that an outgoing connection may get', async () => {
  const ports = await Promise.all(Array.from({ length: 50 }, () => freePort()));
  expect(Math.min(...ports)).toBeGreaterThanOrEqual(20_000);
  expect(Math.max(...ports)).toBeLessThan(32_768);
});

it('ports that are reserved are free, and nobody else’s until they are released', async () => {
  const many = await Promise.all(Array.from({ length: 40 }, () => reservePorts(12)));
  const ports = many.flatMap((reserved) => reserved.ports);
  expect(new Set(ports).size).toBe(40 * 12);
  expect(Math.max(...ports)).toBeLessThan(32_768);
  expect(await Promise.all(ports.map(isTaken))).not.toContain(true);
  expect(ports).not.toContain(await freePort());
  const [{ ports: first }] = many as [(typeof many)[0]];
  expect(await isTaken(first[0]! - 1)).toBe(true);
  await Promise.all(many.flatMap(({ release }) => [release(), release()]));
  expect(await isTaken(first[0]! - 1)).toBe(false);
});

it('when somebody listens on a port of a block, reserves another block', async () => {
  const { ports, release } = await reservePorts(3);
  await release();
  const server = createServer().listen(ports[1], '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const taken = (ports[0]! - 1 - 20_000) / 16;
  const blocks = [taken, taken];
  const other = await reservePorts(3, () => blocks.shift() ?? randomInt(600));
  expect(blocks).toEqual([]);
  expect(other.ports).not.toContain(ports[1]);
  await other.release();
});
