import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CartServiceConfig } from '../../cart-service/src/config.ts';
import { CatalogServiceConfig } from '../../catalog-service/src/config.ts';
import { GatewayConfig } from '../../gateway/src/config.ts';
import { NotificationServiceConfig } from '../../notification-service/src/config.ts';
import { OrderServiceConfig } from '../../order-service/src/config.ts';
import { PaymentServiceConfig } from '../../payment-service/src/config.ts';
import { UserServiceConfig } from '../../user-service/src/config.ts';
import { planPlatform, WITHHELD, SERVICES } from '../src/platform-plan.ts';

const ports = {
  gateway: 8080,
  sandbox: 8081,
  engine: 20001,
  broker: 20002,
  user: 20003,
  catalog: 20004,
  cart: 20005,
  order: 20006,
  payment: 20007,
  notification: 20008,
};
const coordinate = 'a'.repeat(43);
const secrets = {
  jwtSigningKeys: JSON.stringify([
    { kid: 'one', kty: 'EC', crv: 'P-256', x: coordinate, y: coordinate, d: coordinate },
  ]),
  linkSecret: 'the-secret-of-the-links-in-mails-0123',
  stripeSecretKey: 'sk_test_madehere',
  stripeWebhookSecret: 'whsec_stripe_made_here_0123',
  resendApiKey: 're_madehere',
  resendWebhookSecret: 'whsec_cmVzZW5kTWFkZUhlcmU=',
  cloudinaryApiSecret: 'cloudinary-made-here',
};
const REAL = {
  MONGODB_URI: 'mongodb://shop:pass-of-mongo@db.example/?w=majority',
  KAFKA_BROKERS: 'kafka-1.example:9092,kafka-2.example:9092',
  STRIPE_SECRET_KEY: 'sk_test_real',
  STRIPE_WEBHOOK_SECRET: 'whsec_real_of_stripe_0123',
  RESEND_API_KEY: 're_real',
  RESEND_WEBHOOK_SECRET: 'whsec_cmVhbE9mUmVzZW5k',
  EMAIL_FROM: 'Shop <shop@shop.example>',
  CLOUDINARY_URL: 'cloudinary://key:real-of-cloudinary@cloud',
};
const CONFIGS = {
  gateway: GatewayConfig,
  'user-service': UserServiceConfig,
  'catalog-service': CatalogServiceConfig,
  'cart-service': CartServiceConfig,
  'order-service': OrderServiceConfig,
  'payment-service': PaymentServiceConfig,
  'notification-service': NotificationServiceConfig,
};

function planFor(environment: Readonly<Record<string, string | undefined>> = {}) {
  const plan = planPlatform({ ports, secrets, dir: '/data/.souk', environment, logLevel: 'info' });
  const processes = [...plan.foundations, ...plan.services, plan.gateway];
  return {
    processes,
    foundations: plan.foundations.map(({ name }) => name),
    env: (name: string) => processes.find((process) => process.name === name)!.env,
    /** Names of the processes that are told this. */
    whoKnows: (value: string) =>
      processes.filter(({ env }) => Object.values(env).some((given) => given.includes(value))).map(({ name }) => name),
  };
}

const only = (...names: (keyof typeof REAL)[]) => Object.fromEntries(names.map((name) => [name, REAL[name]]));

describe('what runs', () => {
  it.each([
    { given: 'nothing', environment: {}, expected: ['database', 'broker', 'sandbox'] },
    {
      given: 'only empty variables',
      environment: Object.fromEntries(Object.keys(REAL).map((name) => [name, ''])),
      expected: ['database', 'broker', 'sandbox'],
    },
    { given: 'MONGODB_URI', environment: only('MONGODB_URI'), expected: ['broker', 'sandbox'] },
    { given: 'KAFKA_BROKERS', environment: only('KAFKA_BROKERS'), expected: ['database', 'sandbox'] },
    {
      given: 'two of three providers',
      environment: only('STRIPE_SECRET_KEY', 'RESEND_API_KEY'),
      expected: ['database', 'broker', 'sandbox'],
    },
    {
      given: 'all three providers',
      environment: only('STRIPE_SECRET_KEY', 'RESEND_API_KEY', 'CLOUDINARY_URL'),
      expected: ['database', 'broker'],
    },
    { given: 'everything', environment: REAL, expected: [] },
  ])('when given $given, is $expected and every service', ({ environment, expected }) => {
    const { foundations, processes } = planFor(environment);
    expect(foundations).toEqual(expected);
    expect(processes.map(({ name }) => name).slice(expected.length)).toEqual([
      ...SERVICES.map((name) => `${name}-service`),
      'gateway',
    ]);
  });

  it('has an entry point for everything', () => {
    for (const { name, entry } of planFor().processes) expect(existsSync(entry), name).toBe(true);
  });
});

describe('what each is told', () => {
  it.each([
    { given: 'nothing', environment: {} },
    { given: 'everything', environment: REAL },
  ])('when given $given, satisfies every configuration', ({ environment }) => {
    for (const [name, config] of Object.entries(CONFIGS)) {
      const { error } = config.safeParse(planFor(environment).env(name));
      expect(error?.issues, name).toBeUndefined();
    }
  });

  it('when nothing is set, points everything at what runs here', () => {
    const { env } = planFor();
    for (const name of SERVICES) {
      expect(env(`${name}-service`)).toMatchObject({
        HOST: '127.0.0.1',
        PORT: String(ports[name]),
        PUBLIC_URL: 'http://127.0.0.1:8080',
        JWKS_URL: 'http://127.0.0.1:20003/v1/auth/jwks.json',
        MONGODB_URI: 'mongodb://127.0.0.1:20001/?directConnection=true',
        MONGODB_DATABASE: `${name}-service`,
        KAFKA_BROKERS: '127.0.0.1:20002',
      });
      expect(env('gateway')[`${name.toUpperCase()}_SERVICE_URL`]).toBe(`http://127.0.0.1:${ports[name]}`);
    }
    expect(env('gateway')['PORT']).toBe('8080');
    expect(env('database')).toMatchObject({ ENGINE_PORT: '20001', ENGINE_DIR: '/data/.souk/database' });
    expect(env('broker')).toMatchObject({ BROKER_PORT: '20002', BROKER_DIR: '/data/.souk/events' });
    expect(env('cart-service')['CATALOG_SERVICE_URL']).toBe('http://127.0.0.1:20004');
    expect(env('order-service')['CART_SERVICE_URL']).toBe('http://127.0.0.1:20005');
  });

  it('when no provider is set, the sandbox and the services agree on address and secrets', () => {
    const { env } = planFor();
    const sandbox = env('sandbox');
    expect(sandbox).toMatchObject({
      SANDBOX_PORT: '8081',
      STRIPE_WEBHOOK_URL: 'http://127.0.0.1:8080/v1/webhooks/stripe',
      RESEND_WEBHOOK_URL: 'http://127.0.0.1:8080/v1/webhooks/resend',
    });
    expect(env('payment-service')).toMatchObject({
      STRIPE_API_BASE: 'http://127.0.0.1:8081',
      STRIPE_SECRET_KEY: secrets.stripeSecretKey,
      STRIPE_WEBHOOK_SECRET: sandbox['STRIPE_WEBHOOK_SECRET'],
    });
    expect(env('notification-service')).toMatchObject({
      RESEND_BASE_URL: 'http://127.0.0.1:8081',
      RESEND_API_KEY: secrets.resendApiKey,
      RESEND_WEBHOOK_SECRET: sandbox['RESEND_WEBHOOK_SECRET'],
    });
    expect(env('catalog-service')['CLOUDINARY_URL']).toBe(
      `cloudinary://${sandbox['CLOUDINARY_API_KEY']}:${sandbox['CLOUDINARY_API_SECRET']}@${sandbox['CLOUDINARY_CLOUD_NAME']}?upload_prefix=http://127.0.0.1:8081`,
    );
  });

  it('when everything is set, gives the real values and no address of the sandbox', () => {
    const { env, whoKnows } = planFor(REAL);
    expect(env('order-service')).toMatchObject(only('MONGODB_URI', 'KAFKA_BROKERS'));
    expect(env('payment-service')).toMatchObject(only('STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'));
    expect(env('notification-service')).toMatchObject(only('RESEND_API_KEY', 'RESEND_WEBHOOK_SECRET', 'EMAIL_FROM'));
    expect(env('catalog-service')).toMatchObject(only('CLOUDINARY_URL'));
    expect(whoKnows('127.0.0.1:8081')).toEqual([]);
    expect(whoKnows('127.0.0.1:20001')).toEqual([]);
    expect(whoKnows('127.0.0.1:20002')).toEqual([]);
  });

  it('when a provider is real but its webhook secret is missing, gives none of the sandbox’s', () => {
    const { env } = planFor(only('STRIPE_SECRET_KEY', 'RESEND_API_KEY'));
    expect(env('payment-service')).not.toHaveProperty('STRIPE_WEBHOOK_SECRET');
    expect(env('notification-service')).not.toHaveProperty('RESEND_WEBHOOK_SECRET');
  });

  it('hands the limits and origins that are set to the gateway', () => {
    const limits = {
      RATE_LIMIT_PER_MINUTE: '0',
      AUTH_RATE_LIMIT_PER_MINUTE: '7',
      CORS_ORIGINS: 'https://shop.example',
    };
    expect(planFor(limits).env('gateway')).toMatchObject(limits);
    expect(planFor({ RATE_LIMIT_PER_MINUTE: '' }).env('gateway')).not.toHaveProperty('RATE_LIMIT_PER_MINUTE');
  });
});

it('hands the limits of guests that are set to order-service', () => {
  const limits = { UNPAID_GUEST_ORDERS_PER_CLIENT: '0', UNPAID_GUEST_PIECES_PER_SKU: '0', WAITS_PER_CLIENT: '0' };
  expect(planFor(limits).env('order-service')).toMatchObject(limits);
  expect(planFor({ WAITS_PER_CLIENT: '' }).env('order-service')).not.toHaveProperty('WAITS_PER_CLIENT');
});

describe('who knows which secret', () => {
  const services = SERVICES.map((name) => `${name}-service`);
  const withLinks = ['user-service', 'cart-service', 'order-service', 'notification-service'];

  it.each([
    { secret: 'pass-of-mongo', expected: services },
    { secret: 'kafka-1.example', expected: services },
    { secret: REAL.STRIPE_SECRET_KEY, expected: ['payment-service'] },
    { secret: REAL.STRIPE_WEBHOOK_SECRET, expected: ['payment-service'] },
    { secret: REAL.RESEND_API_KEY, expected: ['notification-service'] },
    { secret: REAL.RESEND_WEBHOOK_SECRET, expected: ['notification-service'] },
    { secret: 'real-of-cloudinary', expected: ['catalog-service'] },
    { secret: coordinate, expected: ['user-service'] },
    { secret: secrets.linkSecret, expected: withLinks },
    { secret: 'admin-of-the-souk', expected: ['user-service'] },
  ])('$secret of the real ones: $expected', ({ secret, expected }) => {
    expect(planFor(REAL).whoKnows(secret)).toEqual(expected);
  });

  it.each([
    { secret: secrets.stripeSecretKey, expected: ['payment-service'] },
    { secret: secrets.stripeWebhookSecret, expected: ['sandbox', 'payment-service'] },
    { secret: secrets.resendApiKey, expected: ['notification-service'] },
    { secret: secrets.resendWebhookSecret, expected: ['sandbox', 'notification-service'] },
    { secret: secrets.cloudinaryApiSecret, expected: ['sandbox', 'catalog-service'] },
  ])('$secret of the sandbox: $expected', ({ secret, expected }) => {
    expect(planFor().whoKnows(secret)).toEqual(expected);
  });

  it('withholds what .env says for containers only', () => {
    expect(WITHHELD).toEqual(expect.arrayContaining(['SANDBOX_PUBLIC_URL', 'TRUST_PROXY']));
  });

  it('withholds every real secret from those that inherit this process’s environment', () => {
    const secretNames = Object.keys(REAL).filter((name) => name !== 'EMAIL_FROM');
    expect(WITHHELD).toEqual(expect.arrayContaining(secretNames));
  });
});
