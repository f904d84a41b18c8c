import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { Receiver } from '../../src/webhooks/receiver.ts';

async function receiverAt(server: net.Server, protocol = 'http'): Promise<Receiver> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const receiver = new Receiver(`${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?of=shop`);
  onTestFinished(() => {
    receiver.close();
    server.close();
  });
  return receiver;
}

it('posts one webhook after the other over one connection', async () => {
  const seen: unknown[] = [];
  const ports = new Set<number | undefined>();
  const server = http.createServer((request, response) => {
    ports.add(request.socket.remotePort);
    void text(request).then((body) => {
      seen.push([request.method, request.url, request.headers['content-type'], body]);
      response.writeHead(seen.length === 1 ? 200 : 302, { location: '/elsewhere' }).end('{}');
    });
  });
  const receiver = await receiverAt(server);
  const headers = { 'content-type': 'application/json' };
  expect(await receiver.post(headers, '{"é":1}')).toBe(200);
  expect(await receiver.post(headers, '{"n":2}')).toBe(302);
  expect(seen).toEqual([
    ['POST', '/hooks?of=shop', 'application/json', '{"é":1}'],
    ['POST', '/hooks?of=shop', 'application/json', '{"n":2}'],
  ]);
  expect(ports.size).toBe(1);
});

it('speaks TLS to an endpoint of https', async () => {
  const server = net.createServer();
  const receiver = await receiverAt(server, 'https');
  const refused = expect(receiver.post({}, '{}')).rejects.toThrow('before secure TLS connection was established');
  const [socket] = (await once(server, 'connection')) as [net.Socket];
  const [[handshake]] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(handshake).toBe(22);
  await refused;
});

it('gives up a webhook that has had no reply when it is closed', async () => {
  const server = http.createServer();
  const receiver = await receiverAt(server);
  const refused = expect(receiver.post({}, '{}')).rejects.toThrow('socket hang up');
  await once(server, 'request');
  receiver.close();
  await refused;
});
