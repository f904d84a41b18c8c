import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from './fixture.ts';

const ENTRY = path.join(import.meta.dirname, '../../src/main.ts');

async function environment(): Promise<NodeJS.ProcessEnv> {
  return {
    PATH: process.env['PATH'],
    SANDBOX_DIR: await temporaryFolder(),
    SANDBOX_PORT: '0',
    STRIPE_WEBHOOK_SECRET: 'whsec_stripe',
    RESEND_WEBHOOK_SECRET: `whsec_${Buffer.from('resend').toString('base64')}`,
    CLOUDINARY_CLOUD_NAME: 'souk',
    CLOUDINARY_API_KEY: '123456',
    CLOUDINARY_API_SECRET: 'secret',
  };
}

function start(env: NodeJS.ProcessEnv): ChildProcess {
  const child = fork(ENTRY, { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function started(env: NodeJS.ProcessEnv) {
  const child = start(env);
  const [ready] = (await once(child, 'message')) as [{ type: string; port: number }];
  return { child, ready };
}

describe('the sandbox process', () => {
  it('says when it is ready, and where', async () => {
    const { ready } = await started(await environment());
    expect(ready).toEqual({ type: 'ready', port: expect.any(Number) });
    expect((await fetch(`http://127.0.0.1:${ready.port}/_sandbox/health`)).status).toBe(200);
  });

  it('listens at the address that it is told, and so not at one that this machine does not have', async () => {
    const child = start({ ...(await environment()), SANDBOX_HOST: '203.0.113.1' });
    const output = text(child.stderr!);
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(await output).toContain('EADDRNOTAVAIL');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s', async (signal) => {
    const { child } = await started(await environment());
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('ends when its parent is gone, whatever its exit handlers would do', async () => {
    const { child } = await started(await environment());
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  });

  it('does not start without a setting that it needs, and says which', async () => {
    const { STRIPE_WEBHOOK_SECRET: _left, ...env } = await environment();
    const child = start(env);
    let output = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(output).toContain('STRIPE_WEBHOOK_SECRET is not set');
  });

  it('does not start when the delay of settlements is no number of milliseconds', async () => {
    const child = start({ ...(await environment()), SANDBOX_SETTLE_AFTER_MS: '3 s' });
    let output = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    const [code] = await once(child, 'close');
    expect(code).toBe(1);
    expect(output).toContain('SANDBOX_SETTLE_AFTER_MS is not a whole number');
  });
});
