import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Receiver, startSandbox, temporaryFolder } from './fixture.ts';

/** The package of the CLI starts the binary of another package, named after the platform; this is that binary. */
function stripeCli(): string {
  const fromCli = createRequire(createRequire(import.meta.url).resolve('@stripe/cli/package.json'));
  const manifest = fromCli.resolve(`@stripe/cli-${process.platform}-${process.arch}/package.json`);
  return path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'stripe.exe' : 'stripe');
}

async function run(words: readonly string[], apiBase: string): Promise<string> {
  const env = {
    HOME: await temporaryFolder(),
    STRIPE_API_KEY: 'sk_test_12345678901234567890',
    STRIPE_CLI_TELEMETRY_OPTOUT: '1',
  };
  const { stdout } = await promisify(execFile)(stripeCli(), [...words, '--api-base', apiBase], { env });
  return stdout;
}

const README = path.join(import.meta.dirname, '../../../README.md');

/** Where the CLI asks Stripe to be told of events; that it asks means that it has understood its arguments. */
async function startListeningPost(): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    void text(request).then((body) => {
      asked.push(`${request.method} ${request.url} ${decodeURIComponent(body)}`);
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":{"message":"That is all."}}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await promisify(server.close.bind(server))();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('the official Stripe CLI', () => {
  it.each([
    ['checkout.session.completed', { object: 'checkout.session', payment_status: 'paid', amount_total: 3000 }],
    ['checkout.session.expired', { object: 'checkout.session', status: 'expired' }],
    ['payment_intent.payment_failed', { object: 'payment_intent', last_payment_error: { code: 'card_declined' } }],
    ['charge.refunded', { object: 'charge', amount_refunded: 100, refunded: true }],
    ['charge.dispute.created', { object: 'dispute', status: 'warning_needs_response', is_charge_refundable: true }],
    ['charge.dispute.closed', { object: 'dispute', status: 'warning_closed' }],
    ['checkout.session.async_payment_succeeded', { object: 'checkout.session', payment_status: 'paid' }],
    ['checkout.session.async_payment_failed', { object: 'checkout.session', payment_status: 'unpaid' }],
  ])('triggers %s, and the webhook arrives', async (type, object) => {
    const receiver = await Receiver.start();
    const { url } = await startSandbox({ webhookUrl: receiver.url, settleAfterMs: 100 });
    expect(await run(['trigger', type], url)).toContain('Trigger succeeded');
    expect((await receiver.received(type)).data.object).toMatchObject(object);
  });

  it('understands the command that README gives to bring webhooks to one’s own machine', async () => {
    const [command = ''] = /stripe listen [^`]+/.exec(readFileSync(README, 'utf8')) ?? [];
    const post = await startListeningPost();
    const [, ...words] = command.trim().split(/\s+/);
    await run([...words, '--skip-update'], post.url).catch(() => 'It was told to stop.');
    const [session] = post.asked.filter((request) => request.startsWith('POST /v1/stripecli/sessions'));
    expect(session).toContain('forward_to_url=127.0.0.1:8080/v1/webhooks/stripe');
  });
});
