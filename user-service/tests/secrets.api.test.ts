import { mkdtemp, rm } from 'node:fs/promises';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LinkSigner } from '@souk/chassis/link-signer';
import { startEngine, type EngineChild } from '@souk/local/engine/start-engine';
import { ApiClient, type ApiRequest } from '@souk/testing/api-client';
import { eventually } from '@souk/testing/eventually';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADMIN, environmentFor, LINK_SECRET, signingKeys } from './an-environment.ts';

let dir: string;
let engine: EngineChild;
let child: ChildProcess;
let api: ApiClient;
let written = '';

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-user-test-'));
  engine = await startEngine({ dir });
  const port = await freePort();
  child = fork(fileURLToPath(new URL('./observed-user-service.ts', import.meta.url)), {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...environmentFor(engine.uri),
      PORT: String(port),
      LOG_LEVEL: 'trace',
      // As when it runs for good, the service gets the keys from itself.
      JWKS_URL: `http://127.0.0.1:${port}/v1/auth/jwks.json`,
    },
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (written += text));
  await eventually(() => expect(written).toContain('"msg":"ready"'), { within: 60_000 });
  api = new ApiClient(`http://127.0.0.1:${port}`);
});

afterAll(async () => {
  child.kill('SIGKILL');
  await engine.stop();
  await rm(dir, { recursive: true, force: true });
});

const EMAIL = 'canary@souk.test';
const PASSWORDS = { first: 'canary-first-password', second: 'canary-second-password', wrong: 'canary-wrong-password' };

it('when somebody registers, fails, logs in and changes the password, writes no secret anywhere', async () => {
  const tokens: string[] = [];
  const problems: string[] = [];
  /** Sends a request, and keeps what errors say, where no secret may be either. */
  const post = async (address: string, request: ApiRequest, method = 'POST') => {
    const reply = await api.send(method, address, request);
    if (reply.status >= 400) problems.push(reply.text);
    for (const name of ['accessToken', 'refreshToken', 'deviceToken'])
      if (reply.body?.[name]) tokens.push(reply.body[name]);
    return reply;
  };
  const logIn = (password: string, headers = {}) =>
    post('/v1/auth/login', { body: { email: EMAIL, password }, headers });

  await post('/v1/auth/register', { body: { email: EMAIL, password: PASSWORDS.first, name: 'Canary' } });
  await post('/v1/auth/register', { body: { email: EMAIL, password: PASSWORDS.second, name: 'Canary' } });
  await post('/v1/auth/register', { body: { email: EMAIL, password: PASSWORDS.first, name: 'Canary', role: 'admin' } });
  await post('/v1/auth/register', { body: { email: EMAIL, password: [PASSWORDS.first], name: 'Canary' } });
  await post('/v1/auth/register', {
    body: `{"email":"${EMAIL}","password":"${PASSWORDS.first}"`,
    headers: { 'content-type': 'application/json' },
  });
  await logIn(PASSWORDS.wrong, { 'idempotency-key': 'k', 'x-cart-token': 'a-guest' });
  const { body: login } = await logIn(PASSWORDS.first, { 'idempotency-key': 'k', 'x-cart-token': 'a-guest' });
  const cookies = (await logIn(PASSWORDS.first, { 'x-refresh-cookie': '1' })).headers.getSetCookie();
  for (const each of cookies) tokens.push(/__Host-\w+=([^;]+)/.exec(each)?.[1] ?? '');
  const [cookie = ''] = cookies;
  const { body: refreshed } = await post('/v1/auth/refresh', { body: { refreshToken: login.refreshToken } });
  await post('/v1/auth/refresh', { body: { refreshToken: login.refreshToken } });
  await post('/v1/auth/refresh', { headers: { cookie: cookie.split(';')[0] ?? '', origin: 'https://evil.test' } });
  const token = refreshed.accessToken as string;
  const newPassword = PASSWORDS.second;
  await post('/v1/me/password', { token, body: { currentPassword: PASSWORDS.wrong, newPassword } }, 'PUT');
  await post('/v1/me/password', { token, body: { currentPassword: PASSWORDS.first, newPassword } }, 'PUT');
  await post('/v1/me', { token: `${token}x` }, 'GET');

  const requested = await eventually(() => {
    const found = /"verificationId":"([^"]+)"/.exec(written)?.[1];
    expect(found).toBeDefined();
    return found!;
  });
  const verificationToken = new LinkSigner(LINK_SECRET).tokenFor('verify-email', requested);
  await post('/v1/auth/verify-email', { body: { verificationId: requested, token: `${verificationToken}x` } });
  const verified = await post('/v1/auth/verify-email', {
    body: { verificationId: requested, token: verificationToken },
  });
  expect(verified.status).toBe(204);

  child.kill('SIGTERM');
  await once(child, 'close');
  const database = await contentsOfDatabase();
  const hashes = [...database.matchAll(/\$argon2id\$[^"]+/g)].map(([hash]) => hash);

  // The proof that the nets hold: what is meant to be there is caught by each.
  expect(written.match(/"msg":"request"/g)?.length).toBeGreaterThan(15);
  expect(written).toContain('user.registered.v1');
  expect(written).toContain('"msg":"stopped"');
  expect(problems).toHaveLength(9);
  expect(hashes.length).toBeGreaterThanOrEqual(2);
  expect(tokens).toHaveLength(8);

  const secrets = [...Object.values(PASSWORDS), ADMIN.password, ...tokens, verificationToken, LINK_SECRET];
  const keys = Object.values(signingKeys).map(({ d }) => d!);
  for (const secret of [...secrets, ...keys, ...hashes]) expect(written + problems.join('\n')).not.toContain(secret);
  for (const secret of [...secrets, ...keys]) expect(database).not.toContain(secret);
});

async function contentsOfDatabase(): Promise<string> {
  const connection = await mongoose.createConnection(engine.uri, { dbName: 'user-service' }).asPromise();
  const collections = await connection.listCollections();
  const contents = await Promise.all(collections.map(({ name }) => connection.collection(name).find().toArray()));
  await connection.close();
  return JSON.stringify(contents);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
