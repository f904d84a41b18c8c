import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Email } from '@souk/contracts/fields';
import { CHARGEABLE_CURRENCIES, chargeableRange } from '@souk/kernel/chargeable';
import { chargeableStep } from '@souk/kernel/currency';
import { MOST_LINES, MOST_PIECES } from '@souk/kernel/limits';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Sandbox } from '../../sandbox/src/sandbox.ts';
import type { Checkout } from '../src/application/ports/payment-provider.ts';
import { AmountIsNotChargeable } from '../src/application/ports/provider-error.ts';
import { StripeCheckout } from '../src/infrastructure/stripe/stripe-checkout.ts';
import { StripeClient } from '../src/infrastructure/stripe/stripe-client.ts';

let dir: string;
let sandbox: Sandbox;
let till: StripeCheckout;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-limits-'));
  sandbox = await Sandbox.start({
    dir,
    port: 0,
    stripe: { webhookUrl: null, webhookSecret: 'whsec_limits' },
    resend: { webhookUrl: null, webhookSecret: `whsec_${Buffer.from('resend').toString('base64')}` },
    cloudinary: { cloudName: 'souk', apiKey: '123456', apiSecret: 'secret' },
  });
  till = new StripeCheckout({
    client: new StripeClient({ secretKey: 'sk_test_limits', apiBase: sandbox.url }),
    webhookSecret: 'whsec_limits',
    publicUrl: 'https://shop.test',
    sessionMinutes: 35,
  });
});
afterAll(async () => {
  await sandbox.close();
  await rm(dir, { recursive: true, force: true });
});

const open = (checkout: Checkout) => till.openSession(till.prepare(checkout, new Date()));

/** An order of one piece that costs all of the amount. */
function costing(amount: number, currency: string): Checkout {
  const lines = [{ sku: 'TEA', name: 'Tea', unitPrice: { amount, currency }, quantity: 1 }];
  const shipping = { name: 'Free', price: { amount: 0, currency } };
  return { orderId: randomUUID(), attempt: 1, email: 'amira@souk.test', lines, shipping };
}

it('whatever the contracts let people write, a session is opened for it', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.constantFrom('', ' ', '\ud800', 'x'.repeat(5_001), '👩‍👩‍👧‍👦'.repeat(60), '&=[]{}%', 'O\'Neil & "Söhne"'),
  );
  const price = fc.integer({ min: 1, max: 10_000 }).map((amount) => ({ amount, currency: 'EUR' }));
  const line = fc.record({
    sku: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
    name: text,
    unitPrice: price,
    quantity: fc.integer({ min: 1, max: MOST_PIECES }),
  });
  const checkouts = fc.record({
    orderId: fc.uuid(),
    attempt: fc.integer({ min: 1, max: 1_000 }),
    email: fc.emailAddress().filter((address) => Email.safeParse(address).success),
    lines: fc.array(line, { minLength: 1, maxLength: MOST_LINES }),
    shipping: fc.record({
      name: text,
      price: fc.constantFrom({ amount: 0, currency: 'EUR' }, { amount: 490, currency: 'EUR' }),
    }),
  });
  await fc.assert(
    fc.asyncProperty(checkouts, async (checkout) => {
      let total = checkout.shipping.price.amount;
      for (const { unitPrice, quantity } of checkout.lines) total += unitPrice.amount * quantity;
      fc.pre(total >= 50);
      expect(await open(checkout)).toMatchObject({ outcome: 'opened', session: { orderId: checkout.orderId } });
    }),
    { numRuns: 150 },
  );
});

describe.each([...CHARGEABLE_CURRENCIES])('in %s', (currency) => {
  const { least, most } = chargeableRange(currency);
  const step = chargeableStep(currency);
  const [smallest, largest] = [Math.ceil(least / step) * step, Math.floor(most / step) * step];

  it('the largest amount is charged as it is, and one more is refused without asking', async () => {
    expect(await open(costing(largest, currency))).toMatchObject({ outcome: 'opened' });
    for (const amount of [largest + step, 0, largest + 1].filter(
      (one) => one % step !== 0 || one < least || one > most,
    )) {
      expect(() => till.prepare(costing(amount, currency), new Date())).toThrow(AmountIsNotChargeable);
    }
  });

  it('the smallest amount is charged, or refused as too small where only Stripe knows what that is', async () => {
    const answer = await open(costing(smallest, currency));
    if (least === 1) expect(['opened', 'refused']).toContain(answer.outcome);
    else expect(answer.outcome).toBe('opened');
    if (answer.outcome === 'refused') expect(answer.refusal.code).toBe('amount_too_small');
  });
});

it.each(Intl.supportedValuesOf('currency').filter((currency) => !CHARGEABLE_CURRENCIES.has(currency)))(
  'in %s, in which no shop can be opened, nothing is charged',
  async (currency) => {
    expect(await open(costing(10_000, currency))).toMatchObject({ outcome: 'refused' });
  },
);
