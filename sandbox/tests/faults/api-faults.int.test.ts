import type { UploadApiResponse } from 'cloudinary';
import { Resend } from 'resend';
import { beforeAll, describe, expect, it } from 'vitest';
import { importSdk } from '../cloudinary/running-cloudinary.ts';
import { jpeg } from '../cloudinary/sample-image.ts';
import { clientOf, cups, refusal, startSandbox } from '../stripe/fixture.ts';
import { shownFaults, switchFaults } from './switching.ts';

async function withFault(where: string, what: string, count = 1) {
  const sandbox = await startSandbox();
  await switchFaults(sandbox.url, [{ where, what, count }]);
  return sandbox;
}

describe('the Stripe SDK', () => {
  it('sees 429 as a rate limit and does not try again by itself', async () => {
    const { port, stripe } = await withFault('stripe-api', '429');
    const patient = clientOf(port, { maxNetworkRetries: 2 });
    const error = await refusal(patient.checkout.sessions.create(cups()));
    expect(error).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429, code: 'rate_limit' });
    expect(error.headers?.['retry-after']).toBeUndefined();
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });

  it('sees 500 as an API error, and gets over two of them', async () => {
    const { port, url, stripe } = await withFault('stripe-api', '500');
    const error = await refusal(stripe.checkout.sessions.create(cups()));
    expect(error).toMatchObject({ type: 'StripeAPIError', statusCode: 500 });
    await switchFaults(url, [{ where: 'stripe-api', what: '500', count: 2 }]);
    await clientOf(port, { maxNetworkRetries: 2 }).checkout.sessions.create(cups());
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  it('gives up on a call that is never answered and was not executed', async () => {
    const { port, stripe } = await withFault('stripe-api', 'timeout');
    const error = await refusal(clientOf(port, { timeout: 200 }).checkout.sessions.create(cups()));
    expect(error).toMatchObject({ type: 'StripeConnectionError' });
    expect((await stripe.checkout.sessions.list()).data).toEqual([]);
  });

  it('asks again by itself when the reply was lost, and learns what was done', async () => {
    const { stripe, url } = await withFault('stripe-api', 'reply-lost');
    const session = await stripe.checkout.sessions.create(cups());
    expect(session.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await stripe.checkout.sessions.list()).data.map(({ id }) => id)).toEqual([session.id]);
    expect(await shownFaults(url)).toMatchObject({ rules: [{ seen: 2, strikes: 1 }] });
  });

  it('fails when the reply is lost again and again', async () => {
    const { stripe } = await withFault('stripe-api', 'reply-lost', 5);
    expect(await refusal(stripe.checkout.sessions.list())).toMatchObject({ type: 'StripeConnectionError' });
  });

  it('is refused for its key before a fault can strike', async () => {
    const { url } = await withFault('stripe-api', '500');
    expect((await fetch(`${url}/v1/events`)).status).toBe(401);
    expect(await shownFaults(url)).toMatchObject({ rules: [{ seen: 0 }] });
  });
});

describe('the Resend SDK', () => {
  const message = { from: 'orders@souk.dev', to: 'ann@shop.dev', subject: 'Your order', text: 'Thanks' };
  const sent = async (url: string) =>
    ((await (await fetch(`${url}/_sandbox/emails`)).json()) as { data: unknown[] }).data.length;

  it('sees 429 as rate_limit_exceeded with the time to wait, and nothing is sent', async () => {
    const { url } = await withFault('resend-api', '429');
    const sdk = new Resend('re_sandbox', { baseUrl: url });
    const { error, headers } = await sdk.emails.send(message);
    expect(error).toMatchObject({ statusCode: 429, name: 'rate_limit_exceeded' });
    expect(headers).toMatchObject({ 'retry-after': '1', 'ratelimit-remaining': '0' });
    expect(await sent(url)).toBe(0);
    expect((await sdk.emails.send(message)).error).toBeNull();
  });

  it('sees 500 as internal_server_error', async () => {
    const { url } = await withFault('resend-api', '500');
    const { error } = await new Resend('re_sandbox', { baseUrl: url }).batch.send([message]);
    expect(error).toMatchObject({ statusCode: 500, name: 'internal_server_error' });
    expect(await sent(url)).toBe(0);
  });

  it('gives up on an answer that does not come, when it is told to, and nothing is sent', async () => {
    const { url } = await withFault('resend-api', 'timeout');
    const sdk = new Resend('re_sandbox', { baseUrl: url });
    const { data, error } = await sdk.emails.send(message, { signal: AbortSignal.timeout(200) });
    expect(data).toBeNull();
    expect(error).toMatchObject({ statusCode: null, name: 'application_error' });
    expect(await sent(url)).toBe(0);
  });

  it('loses a reply, and with the same key learns what was sent', async () => {
    const { url } = await withFault('resend-api', 'reply-lost');
    const sdk = new Resend('re_sandbox', { baseUrl: url });
    const lost = await sdk.emails.send(message, { idempotencyKey: 'order-1' });
    expect(lost.error).toMatchObject({ statusCode: null, name: 'application_error' });
    const again = await sdk.emails.send(message, { idempotencyKey: 'order-1' });
    expect(again.error).toBeNull();
    expect(await sent(url)).toBe(1);
  });
});

describe('the Cloudinary SDK', () => {
  let sdk: Awaited<ReturnType<typeof importSdk>>;
  beforeAll(async () => {
    sdk = await importSdk();
  });

  async function upload(url: string, timeout = 5000): Promise<UploadApiResponse> {
    const { promise, resolve, reject } = Promise.withResolvers<UploadApiResponse>();
    const options = { public_id: 'cup', upload_prefix: url, disable_promises: true, timeout };
    const stream = sdk.uploader.upload_stream(options, (error, result) => {
      if (result === undefined) reject(error);
      else resolve(result);
    });
    stream.end(await jpeg({ width: 20, height: 20 }));
    return await promise;
  }
  const kept = async (url: string) =>
    ((await (await fetch(`${url}/_sandbox/cloudinary/assets`)).json()) as { data: unknown[] }).data.length;

  it.each([
    ['429', { http_code: 429, message: 'Too many concurrent upload_api operations' }],
    ['500', { http_code: 500, message: 'General Error' }],
  ])('sees %s with its message, and nothing is kept', async (what, error) => {
    const { url } = await withFault('cloudinary-api', what);
    await expect(upload(url)).rejects.toMatchObject(error);
    expect(await kept(url)).toBe(0);
    expect((await upload(url)).public_id).toBe('cup');
  });

  it('gives up on an upload that is never answered and not kept', async () => {
    const { url } = await withFault('cloudinary-api', 'timeout');
    await expect(upload(url, 300)).rejects.toMatchObject({ http_code: 499, name: 'TimeoutError' });
    expect(await kept(url)).toBe(0);
  });

  it('loses the reply to an upload that is kept', async () => {
    const { url } = await withFault('cloudinary-api', 'reply-lost');
    await expect(upload(url)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await kept(url)).toBe(1);
    expect(await upload(url)).toMatchObject({ public_id: 'cup' });
    expect(await kept(url)).toBe(1);
  });
});

describe('the Resend SDK, held to two calls a second', () => {
  it('is refused a third one, and sends it when the second is over', async () => {
    const sandbox = await startSandbox();
    await switchFaults(sandbox.url, [{ where: 'resend-api', what: 'rate-limit', rate: 1 }]);
    const resend = new Resend('re_sandbox', { baseUrl: sandbox.url });
    const send = () => resend.emails.send({ from: 'orders@souk.dev', to: 'ann@shop.dev', subject: 'Hello', text: 'x' });
    const answers = await Promise.all([send(), send(), send()]);
    const errors = answers.flatMap(({ error }) => (error === null ? [] : [error.name]));
    expect(errors).toEqual(['rate_limit_exceeded']);
    await expect.poll(async () => (await send()).error, { timeout: 10_000 }).toBeNull();
  });
});
