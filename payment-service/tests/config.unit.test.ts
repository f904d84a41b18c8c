import { readConfig } from '@souk/chassis/config';
import { describe, expect, it } from 'vitest';
import { PaymentServiceConfig } from '../src/config.ts';

const valid = {
  PORT: '0',
  JWKS_URL: 'http://127.0.0.1:1/jwks',
  MONGODB_URI: 'mongodb://127.0.0.1:1',
  KAFKA_BROKERS: '127.0.0.1:1',
  STRIPE_SECRET_KEY: 'sk_test_canary',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef',
  PUBLIC_URL: 'https://shop.test/',
};
const read = (overrides: Record<string, string>) =>
  readConfig('payment-service', PaymentServiceConfig, { ...valid, ...overrides });

describe('the configuration', () => {
  it('when it is complete, has its defaults', () => {
    expect(read({})).toMatchObject({ SESSION_MINUTES: 35, SWEEP_EVERY_MS: 2000, PUBLIC_URL: 'https://shop.test' });
    expect(read({ STRIPE_API_BASE: 'http://127.0.0.1:4010' }).STRIPE_API_BASE).toBe('http://127.0.0.1:4010');
    expect(read({ STRIPE_SECRET_KEY: 'rk_live_x' }).STRIPE_API_BASE).toBeUndefined();
  });

  it.each([
    [{ STRIPE_SECRET_KEY: 'sk_live_canary', STRIPE_API_BASE: 'http://127.0.0.1:4010' }, 'STRIPE_API_BASE'],
    [{ STRIPE_SECRET_KEY: 'rk_live_canary', STRIPE_API_BASE: 'http://127.0.0.1:4010' }, 'STRIPE_API_BASE'],
    [{ STRIPE_SECRET_KEY: 'pk_test_canary' }, 'STRIPE_SECRET_KEY'],
    [{ STRIPE_WEBHOOK_SECRET: 'canary' }, 'STRIPE_WEBHOOK_SECRET'],
    [{ STRIPE_API_BASE: 'api.stripe.com' }, 'STRIPE_API_BASE'],
    [{ PUBLIC_URL: 'javascript:alert(1)' }, 'PUBLIC_URL'],
    [{ SESSION_MINUTES: '34' }, 'SESSION_MINUTES'],
    [{ SESSION_MINUTES: '1436' }, 'SESSION_MINUTES'],
  ])('when it has %o, names %s and no value', (overrides, name) => {
    expect(() => read(overrides)).toThrow(name);
    expect(() => read(overrides)).not.toThrow('canary');
  });
});
