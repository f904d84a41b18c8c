import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Receiver, startSandbox, temporaryFolder } from './fixture.ts';

/** The package of the CLI starts the binary of another package, named after the platform; this is that binary. */
function stripeCli(): string {
  const fromCli = createRequire(createRequire(import.meta.url).resolve('@stripe/cli/package.json'));
  const manifest = fromCli.resolve(`@stripe/cli-${process.platform}-${process.arch}/package.json`);
  return path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'stripe.exe' : 'stripe');
}

async function trigger(event: string, apiBase: string): Promise<string> {
  const env = {
    HOME: await temporaryFolder(),
    STRIPE_API_KEY: 'sk_test_12345678901234567890',
    STRIPE_CLI_TELEMETRY_OPTOUT: '1',
  };
  const { stdout } = await promisify(execFile)(stripeCli(), ['trigger', event, '--api-base', apiBase], { env });
  return stdout;
}

describe('the official Stripe CLI', () => {
  it.each([
    ['checkout.session.completed', { object: 'checkout.session', payment_status: 'paid', amount_total: 3000 }],
    ['checkout.session.expired', { object: 'checkout.session', status: 'expired' }],
    ['payment_intent.payment_failed', { object: 'payment_intent', last_payment_error: { code: 'card_declined' } }],
    ['charge.refunded', { object: 'charge', amount_refunded: 100, refunded: true }],
  ])('triggers %s, and the webhook arrives', async (type, object) => {
    const receiver = await Receiver.start();
    const { url } = await startSandbox({ webhookUrl: receiver.url });
    expect(await trigger(type, url)).toContain('Trigger succeeded');
    expect((await receiver.received(type)).data.object).toMatchObject(object);
  });
});
