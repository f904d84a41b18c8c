import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProviderIsUnavailable, ProviderRefused } from '../src/application/ports/provider-error.ts';
import { StripeClient } from '../src/infrastructure/stripe/stripe-client.ts';
import { StripeProxy } from './stripe-proxy.ts';

const secretKey = 'sk_test_canary4f7a';
let api: StripeProxy;

beforeAll(async () => {
  api = await StripeProxy.start('http://127.0.0.1:9');
});
afterAll(() => api.close());

/** The error that a call ends with. */
async function failure(apiBase: string): Promise<Error> {
  const client = new StripeClient({ secretKey, apiBase });
  try {
    await client.call((stripe) => stripe.refunds.retrieve('re_1'));
  } catch (error) {
    if (error instanceof Error) return error;
  }
  return expect.fail('The call was expected to fail.');
}

it.each([
  [400, 'invalid_request_error', ProviderRefused],
  [402, 'card_error', ProviderRefused],
  // The key was used with other parameters, so there is something that it made.
  [400, 'idempotency_error', ProviderIsUnavailable],
  [401, 'invalid_request_error', ProviderIsUnavailable],
  [403, 'invalid_request_error', ProviderRefused],
  [404, 'invalid_request_error', ProviderIsUnavailable],
  [409, 'idempotency_error', ProviderIsUnavailable],
  [429, 'invalid_request_error', ProviderIsUnavailable],
  [500, 'api_error', ProviderIsUnavailable],
])('when Stripe answers %i %s, is %o and quotes nothing that was sent', async (status, type, meaning) => {
  const error = { type, code: 'some_code', message: `Invalid API key: ${secretKey}`, param: 'amount' };
  api.faults = () => ({ do: 'answer', status, body: { error } });
  const failed = await failure(api.url);
  expect(failed).toBeInstanceOf(meaning);
  expect(failed.message).toContain(`some_code, amount, ${status}`);
  expect(JSON.stringify([failed, failed.message, failed.stack, failed.cause])).not.toContain(secretKey);
});

it('when Stripe cannot be reached, is unavailable', async () => {
  const failed = await failure('http://127.0.0.1:9');
  expect(failed).toBeInstanceOf(ProviderIsUnavailable);
});

it('when the key is a live one, knows it', () => {
  const isLive = (key: string) => new StripeClient({ secretKey: key, apiBase: null }).isLive;
  expect(['sk_live_x', 'rk_live_x', 'sk_test_x', 'rk_test_x'].map(isLive)).toEqual([true, true, false, false]);
});
