import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { localAddresses } from '../src/evidence/local-addresses.ts';

const MONGODB_URI = 'mongodb://127.0.0.1:1/?directConnection=true';
let dir = '';
let service: ChildProcess;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-addresses-'));
  await writeFile(path.join(dir, 'lock'), String(process.pid));
  const env = {
    ...{ PATH: process.env['PATH'], MONGODB_DATABASE: 'payment-service', NODE_COMPILE_CACHE: `${dir}/compile-cache` },
    ...{ MONGODB_URI, KAFKA_BROKERS: '127.0.0.1:2,127.0.0.1:3', STRIPE_API_BASE: 'http://127.0.0.1:4' },
  };
  service = spawn(process.execPath, ['-e', 'console.log("up"); process.stdin.resume()'], { env });
  if (service.stdout !== null) await once(service.stdout, 'data');
});

afterAll(async () => {
  service.kill();
  await once(service, 'close');
  await rm(dir, { recursive: true });
});

it('while a platform runs on a folder, tells what its payment-service was told', () => {
  expect(localAddresses(dir)).toEqual({
    databaseUri: MONGODB_URI,
    brokers: ['127.0.0.1:2', '127.0.0.1:3'],
    sandboxUrl: 'http://127.0.0.1:4',
  });
});

it('while none runs on a folder, tells nothing', async () => {
  const other = await mkdtemp(path.join(tmpdir(), 'souk-addresses-'));
  expect(localAddresses(other)).toBeNull();
  await writeFile(path.join(other, 'lock'), '1');
  expect(localAddresses(other)).toBeNull();
  await rm(other, { recursive: true });
});
