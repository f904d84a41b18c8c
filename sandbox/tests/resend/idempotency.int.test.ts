import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startResend } from './running-resend.ts';
import type { RunningResend } from './running-resend.ts';

const message = { from: 'orders@souk.dev', to: 'ann@shop.dev', subject: 'Your order', text: 'Thanks' };
const sameKey = { idempotencyKey: 'order-placed/o_1' };

let dir: string;
let running: RunningResend;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'resend-'));
});

afterEach(async () => {
  await running.stop();
  await rm(dir, { recursive: true });
});

async function countEmails(): Promise<number> {
  const response = await fetch(`${running.url}/_sandbox/emails`);
  return ((await response.json()) as { data: unknown[] }).data.length;
}

it('answers the same id for the same key and content, also after a restart', async () => {
  running = await startResend({ dir });
  const first = await running.sdk.emails.send(message, sameKey);
  expect((await running.sdk.emails.send(message, sameKey)).data).toEqual(first.data);
  await running.stop();
  running = await startResend({ dir });
  expect((await running.sdk.emails.send(message, sameKey)).data).toEqual(first.data);
  expect(await countEmails()).toBe(1);
});

it('answers the same ids for the same batch', async () => {
  running = await startResend({ dir });
  const first = await running.sdk.batch.send([message, message], sameKey);
  expect((await running.sdk.batch.send([message, message], sameKey)).data).toEqual(first.data);
  expect(await countEmails()).toBe(2);
});

it('refuses the same key with other content', async () => {
  running = await startResend({ dir });
  await running.sdk.emails.send(message, sameKey);
  const other = await running.sdk.emails.send({ ...message, subject: 'Other' }, sameKey);
  expect(other.error).toMatchObject({ statusCode: 409, name: 'invalid_idempotent_request' });
  const batch = await running.sdk.batch.send([message], sameKey);
  expect(batch.error).toMatchObject({ statusCode: 409, name: 'invalid_idempotent_request' });
  expect(await countEmails()).toBe(1);
});

it('refuses a key that is still in use, and frees it with the reply', async () => {
  const entered = Promise.withResolvers<undefined>();
  const mayGoOn = Promise.withResolvers<undefined>();
  const hold = (_req: unknown, _res: unknown, next: () => void) => {
    entered.resolve(undefined);
    void mayGoOn.promise.then(next);
  };
  running = await startResend({ dir, faults: hold });
  const first = running.sdk.emails.send(message, sameKey);
  await entered.promise;
  const second = await running.sdk.emails.send(message, sameKey);
  expect(second.error).toMatchObject({ statusCode: 409, name: 'concurrent_idempotent_requests' });
  mayGoOn.resolve(undefined);
  const { data } = await first;
  expect((await running.sdk.emails.send(message, sameKey)).data).toEqual(data);
});

it('keeps no key of a refused message', async () => {
  running = await startResend({ dir });
  await running.sdk.emails.send({ ...message, to: 'nobody' }, sameKey);
  expect((await running.sdk.emails.send(message, sameKey)).error).toBeNull();
});

it('refuses a key longer than 256 characters', async () => {
  running = await startResend({ dir });
  const { error } = await running.sdk.emails.send(message, { idempotencyKey: 'k'.repeat(257) });
  expect(error).toMatchObject({ statusCode: 400, name: 'invalid_idempotency_key' });
});

it('sends once when a fault loses the reply and the caller tries again', async () => {
  let replies = 0;
  running = await startResend({
    dir,
    faults: (_req, res, next) => {
      if (++replies === 1) res.json = () => res.destroy();
      next();
    },
  });
  expect((await running.sdk.emails.send(message, sameKey)).error?.name).toBe('application_error');
  expect((await running.sdk.emails.send(message, sameKey)).data?.id).toBeTypeOf('string');
  expect(await countEmails()).toBe(1);
});

it('sends nothing when a fault answers 429, and sends when the caller tries again', async () => {
  const faults = [true, false];
  running = await startResend({
    dir,
    faults: (_req, res, next) => {
      if (faults.shift() === true)
        res
          .status(429)
          .set('retry-after', '1')
          .json({ statusCode: 429, name: 'rate_limit_exceeded', message: 'Too many requests.' });
      else next();
    },
  });
  const limited = await running.sdk.emails.send(message, sameKey);
  expect([limited.error?.name, limited.headers?.['retry-after']]).toEqual(['rate_limit_exceeded', '1']);
  expect(await countEmails()).toBe(0);
  expect((await running.sdk.emails.send(message, sameKey)).error).toBeNull();
});
