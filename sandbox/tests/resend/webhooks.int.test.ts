import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startResend } from './running-resend.ts';
import type { RunningResend } from './running-resend.ts';
import { startReceiver, verified } from './webhook-receiver.ts';
import type { Receiver } from './webhook-receiver.ts';

const message = { from: 'orders@souk.dev', subject: 'Your order', text: 'Thanks' };

let dir: string;
let receiver: Receiver;
let running: RunningResend;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'resend-'));
});

afterEach(async () => {
  await running.stop();
  await receiver.stop();
  await rm(dir, { recursive: true });
});

async function start(statuses: number[] = []): Promise<void> {
  receiver = await startReceiver(statuses);
  running = await startResend({ dir, webhookUrl: receiver.url });
}

async function nothingPending(): Promise<void> {
  await vi.waitFor(() => {
    expect(running.store.collection('resend_webhooks').values()).toEqual([]);
  });
}

it.each([
  ['delivered', 'ann@shop.dev', ['email.delivered', 'email.sent']],
  ['delivered', 'delivered+order@resend.dev', ['email.delivered', 'email.sent']],
  ['bounced', 'Ann <bounced@resend.dev>', ['email.bounced', 'email.sent']],
  ['complained', 'complained+label@resend.dev', ['email.complained', 'email.delivered', 'email.sent']],
])('tells %s mail to %s by webhooks that the SDK verifies', async (_outcome, to, types) => {
  await start();
  const tags = [{ name: 'order', value: 'o_1' }];
  const { data } = await running.sdk.emails.send({ ...message, to, tags });
  const events = (await receiver.received(types.length)).map(verified);
  expect(events.map(({ type }) => type).sort()).toEqual(types);
  for (const event of events) {
    expect(event.data).toMatchObject({ email_id: data!.id, to: [to], subject: 'Your order', tags: { order: 'o_1' } });
  }
  await nothingPending();
});

it('tells only what the endpoint is subscribed to', async () => {
  receiver = await startReceiver([]);
  running = await startResend({ dir, webhookUrl: receiver.url, enabledEvents: ['email.complained'] });
  await running.sdk.emails.send({ ...message, to: 'ann@shop.dev' });
  await running.sdk.emails.send({ ...message, to: 'complained@resend.dev' });
  await receiver.received(1);
  await nothingPending();
  expect(receiver.deliveries.map(verified).map(({ type }) => type)).toEqual(['email.complained']);
});

it('signs so that a changed body is refused', async () => {
  await start();
  await running.sdk.emails.send({ ...message, to: 'ann@shop.dev' });
  const [delivery] = await receiver.received(2);
  expect(() => verified({ ...delivery!, body: `${delivery!.body} ` })).toThrow('No matching signature found');
});

it('tries again, under the same id and with a growing pause, until the endpoint answers 2xx', async () => {
  await start([500, 302]);
  await running.sdk.emails.send({ ...message, to: 'bounced@resend.dev' });
  const deliveries = await receiver.received(6);
  const attempts = Map.groupBy(deliveries, ({ headers }) => headers['svix-id']);
  expect([...attempts.values()].map(({ length }) => length)).toEqual([3, 3]);
  for (const [first, second, third] of attempts.values()) {
    expect(second!.at - first!.at).toBeGreaterThanOrEqual(245);
    expect(third!.at - second!.at).toBeGreaterThanOrEqual(495);
    expect(third!.body).toBe(first!.body);
  }
  await nothingPending();
});

it('delivers after a restart what the endpoint had not acknowledged, and nothing else', async () => {
  await start();
  await running.sdk.emails.send({ ...message, to: 'ann@shop.dev' });
  await receiver.received(2);
  await nothingPending();
  const { url } = receiver;
  await receiver.stop();
  const { data } = await running.sdk.emails.send({ ...message, to: 'bounced@resend.dev' });
  await running.stop();

  receiver = await startReceiver();
  expect(receiver.url).not.toBe(url);
  running = await startResend({ dir, webhookUrl: receiver.url });
  const events = (await receiver.received(2)).map(verified);
  expect(events.map(({ type }) => type).sort()).toEqual(['email.bounced', 'email.sent']);
  expect(events[0]!.data).toMatchObject({ email_id: data!.id });
  await nothingPending();
  expect(receiver.deliveries).toHaveLength(2);
});

it('refuses to start with a secret that Svix would not accept', async () => {
  await start();
  const { resendRoutes } = await import('../../src/resend/resend-routes.ts');
  const options = { store: running.store, publicUrl: running.url, webhookUrl: receiver.url, webhookSecret: 'secret' };
  expect(() => resendRoutes(options)).toThrow('must be "whsec_" followed by Base64');
});
