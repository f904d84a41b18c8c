import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { freePort, isTaken } from '../src/free-port.ts';

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

it('when ports are excepted, gives none of them', async () => {
  const all = Array.from({ length: 12_000 }, (_, index) => 20_000 + index);
  const left = all.slice(100, 200);
  expect(left).toContain(await freePort(new Set(all.filter((port) => !left.includes(port)))));
});
