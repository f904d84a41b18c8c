import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RemoteKeySet } from '../src/auth/access-token.ts';

const keyPair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
const jwk = (kid: string, key = keyPair()) => ({ ...key.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' });

let server: Server;
let url: string;
let requests: number;
let reply: { status: number; body: string };

const publish = (...keys: object[]) => {
  reply = { status: 200, body: JSON.stringify({ keys }) };
};

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  requests = 0;
  server = createServer((_request, response) => {
    requests++;
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(reply.body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/jwks.json`;
});

afterEach(() => {
  vi.useRealTimers();
  server.close();
});

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);

describe('RemoteKeySet', () => {
  it('when asked for keys that it has, has fetched them once', async () => {
    const key = keyPair();
    publish(jwk('a', key), jwk('b'));
    const keys = new RemoteKeySet(url);
    const found = await Promise.all(['a', 'b', 'a', 'b'].map((kid) => keys.get(kid)));
    expect(found[0]?.equals(key)).toBe(true);
    expect(found).not.toContain(null);
    pass(3_600_000);
    await keys.get('a');
    expect(requests).toBe(1);
  });

  it('when a new key has been published, finds it after 10 seconds', async () => {
    publish(jwk('a'));
    const keys = new RemoteKeySet(url);
    await keys.get('a');
    publish(jwk('a'), jwk('b'));
    pass(10_001);
    expect(await keys.get('b')).not.toBeNull();
    expect(requests).toBe(2);
  });

  it('when asked for unknown keys all the time, fetches at most once in 10 seconds', async () => {
    publish(jwk('a'));
    const keys = new RemoteKeySet(url);
    for (let second = 0; second < 20; second++) {
      expect(await Promise.all([keys.get('x'), keys.get('y'), keys.get('__proto__')])).toEqual([null, null, null]);
      pass(1_000);
    }
    expect(requests).toBe(2);
  });

  it('when a key is no longer published, forgets it with the next fetch', async () => {
    publish(jwk('a'), jwk('b'));
    const keys = new RemoteKeySet(url);
    await keys.get('a');
    publish(jwk('b'));
    pass(10_001);
    expect(await keys.get('c')).toBeNull();
    expect(await keys.get('a')).toBeNull();
  });

  it.each([
    ['an error', 500, JSON.stringify({ keys: [jwk('b')] }), 3],
    ['that there is nothing', 404, JSON.stringify({ keys: [jwk('b')] }), 1],
    ['no JSON', 200, '<html>', 3],
    ['no keys', 200, '{}', 1],
    ['a key of another kind', 200, JSON.stringify({ keys: [{ kid: 'a', kty: 'oct', k: 'c2VjcmV0' }] }), 1],
  ])('when the answer is %s, fails, keeps what it has and asks again', async (_what, status, body, tries) => {
    publish(jwk('a'));
    const keys = new RemoteKeySet(url);
    await keys.get('a');
    pass(10_001);
    reply = { status, body };
    await expect(keys.get('b')).rejects.toThrow();
    expect(await keys.get('a')).not.toBeNull();
    publish(jwk('b'));
    expect(await keys.get('b')).not.toBeNull();
    expect(requests).toBe(1 + tries + 1);
  });

  it('when nobody answers, fails', async () => {
    await new Promise((closed) => server.close(closed));
    await expect(new RemoteKeySet(url).get('a')).rejects.toThrow('user-service does not answer');
  });

  it('when there is no answer again and again, lets user-service alone for two seconds', async () => {
    const keys = new RemoteKeySet(url);
    reply = { status: 503, body: '' };
    for (let time = 1; time <= 20; time++) await expect(keys.get('a')).rejects.toThrow('user-service does not answer');
    expect(requests).toBe(5 * 3);
    publish(jwk('a'));
    pass(2_001);
    expect(await keys.get('a')).not.toBeNull();
  });
});
