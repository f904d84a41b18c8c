import { describe, expect, it } from 'vitest';
import type Stripe from 'stripe';
import { cups, refusal, startSandbox } from './fixture.ts';

type Params = Stripe.Checkout.SessionCreateParams;

const item = (currency: string, unit_amount: number, name = 'Cup', quantity = 1) => ({
  line_items: [{ quantity, price_data: { currency, unit_amount, product_data: { name } } }],
});
const endsIn = (seconds: number) => ({ expires_at: Math.floor(Date.now() / 1000) + seconds });
const pairs = (count: number, key: (n: number) => string, value: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [key(n), value]));

describe('a session within Stripe’s limits', () => {
  it.each<[string, Partial<Params>]>([
    ['the largest amount', item('eur', 99_999_999)],
    ['the smallest amount', item('czk', 1_500)],
    ['a name of 250 characters', item('eur', 100, 'x'.repeat(250))],
    ['fifty pairs of metadata', { metadata: pairs(50, (n) => `${n}`.padEnd(40, 'k'), 'v'.repeat(500)) }],
    ['a hundred lines', { line_items: Array.from({ length: 100 }, () => item('eur', 100).line_items[0]!) }],
    ['whole krónur', item('isk', 50_000)],
    ['dinars in tens', item('kwd', 12_340)],
  ])('with %s, is created', async (_what, params) => {
    const { stripe } = await startSandbox();
    expect(await stripe.checkout.sessions.create(cups(params))).toMatchObject({ status: 'open' });
  });
});

describe('a session beyond them', () => {
  it.each<[string, Partial<Params>, object]>([
    ['more', item('eur', 50_000_000, 'Cup', 2), { code: 'amount_too_large' }],
    ['less', item('czk', 1_499), { code: 'amount_too_small' }],
    ['a longer name', item('eur', 100, 'x'.repeat(251)), { param: 'line_items[0][price_data][product_data][name]' }],
    ['a blank name', item('eur', 100, '  '), { code: 'parameter_invalid_string_blank' }],
    ['half a króna', item('isk', 50_050), {}],
    ['a fils', item('kwd', 12_345), {}],
    ['51 pairs of metadata', { metadata: pairs(51, String, 'v') }, { param: 'metadata' }],
    ['a longer key', { metadata: { ['k'.repeat(41)]: 'v' } }, { param: 'metadata' }],
    ['a longer value', { metadata: { k: 'v'.repeat(501) } }, { param: 'metadata[k]' }],
    ['no address', { customer_email: 'jo@localhost' }, { code: 'email_invalid', param: 'customer_email' }],
    ['a shorter life', endsIn(29 * 60), { param: 'expires_at' }],
    ['a longer life', endsIn(24 * 3600 + 60), { param: 'expires_at' }],
    ['a longer address', { success_url: `https://shop.localhost/${'x'.repeat(5_000)}` }, { param: 'success_url' }],
  ])('with %s, is refused and says which parameter it is', async (_what, params, error) => {
    const { stripe } = await startSandbox();
    const refused = await refusal(stripe.checkout.sessions.create(cups(params)));
    expect(refused).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError', ...error });
  });

  it('with a longer idempotency key, is refused', async () => {
    const { stripe } = await startSandbox();
    const create = (length: number) => stripe.checkout.sessions.create(cups(), { idempotencyKey: 'k'.repeat(length) });
    await create(255);
    expect(await refusal(create(256))).toMatchObject({ statusCode: 400 });
  });
});
