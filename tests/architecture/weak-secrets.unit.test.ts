import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from '@souk/chassis/config';
import { describe, expect, it } from 'vitest';
import { CartServiceConfig } from '../../cart-service/src/config.ts';
import { CatalogServiceConfig } from '../../catalog-service/src/config.ts';
import { NotificationServiceConfig } from '../../notification-service/src/config.ts';
import { OrderServiceConfig } from '../../order-service/src/config.ts';
import { PaymentServiceConfig } from '../../payment-service/src/config.ts';
import { UserServiceConfig } from '../../user-service/src/config.ts';

type Environment = Readonly<Record<string, string>>;

const LOCAL = 'http://127.0.0.1:1';
const COMMON = {
  PORT: '0',
  JWKS_URL: `${LOCAL}/jwks.json`,
  MONGODB_URI: 'mongodb://127.0.0.1:1',
  KAFKA_BROKERS: '127.0.0.1:1',
};
const LINKS = { LINK_SECRET: '0123456789abcdef0123456789abcdef' };
const SIGNING_KEY = {
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  kid: 'canary',
};
const { d: _, ...PUBLIC_KEY } = SIGNING_KEY;
const asKeys = (...keys: object[]) => JSON.stringify(keys);

/** What each service needs to start, and which of it is secret. */
const SERVICES = {
  'user-service': {
    config: UserServiceConfig,
    secrets: { ...LINKS, JWT_SIGNING_KEYS: asKeys(SIGNING_KEY), ADMIN_PASSWORD: 'a-password-of-an-admin' },
    others: { PUBLIC_URL: LOCAL, ADMIN_EMAIL: 'admin@souk.test' },
  },
  'catalog-service': {
    config: CatalogServiceConfig,
    secrets: { CLOUDINARY_URL: 'cloudinary://key:secret@cloud' },
    others: {},
  },
  'cart-service': { config: CartServiceConfig, secrets: LINKS, others: { CATALOG_SERVICE_URL: LOCAL } },
  'order-service': { config: OrderServiceConfig, secrets: LINKS, others: { CART_SERVICE_URL: LOCAL } },
  'payment-service': {
    config: PaymentServiceConfig,
    secrets: { STRIPE_SECRET_KEY: 'sk_test_made', STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef' },
    others: { PUBLIC_URL: LOCAL },
  },
  'notification-service': {
    config: NotificationServiceConfig,
    secrets: { ...LINKS, RESEND_API_KEY: 're_made', RESEND_WEBHOOK_SECRET: 'whsec_bWFkZQ==' },
    others: { PUBLIC_URL: LOCAL, EMAIL_FROM: 'shop@souk.test' },
  },
};
type Name = keyof typeof SERVICES;

/** Secrets that are none, and what else they must not stand beside. */
const WEAK: Readonly<Record<string, readonly Environment[]>> = {
  LINK_SECRET: [{ LINK_SECRET: 'canary' }, { LINK_SECRET: 'canary'.padEnd(31, 'x') }],
  ADMIN_PASSWORD: [{ ADMIN_PASSWORD: 'canary' }],
  JWT_SIGNING_KEYS: [
    { JWT_SIGNING_KEYS: 'canary' },
    { JWT_SIGNING_KEYS: '[]' },
    { JWT_SIGNING_KEYS: '"canary"' },
    { JWT_SIGNING_KEYS: JSON.stringify(SIGNING_KEY) },
    { JWT_SIGNING_KEYS: asKeys(PUBLIC_KEY) },
    { JWT_SIGNING_KEYS: asKeys({ kid: 'canary', kty: 'oct', k: 'c2VjcmV0' }) },
    { JWT_SIGNING_KEYS: asKeys({ ...SIGNING_KEY, d: '' }) },
    { JWT_SIGNING_KEYS: asKeys(SIGNING_KEY, SIGNING_KEY) },
  ],
  CLOUDINARY_URL: [{ CLOUDINARY_URL: 'cloudinary://canary@cloud' }, { CLOUDINARY_URL: 'https://canary:x@cloud' }],
  STRIPE_SECRET_KEY: [{ STRIPE_SECRET_KEY: 'canary' }, { STRIPE_SECRET_KEY: 'pk_live_canary' }],
  STRIPE_WEBHOOK_SECRET: [{ STRIPE_WEBHOOK_SECRET: 'canary' }, { STRIPE_WEBHOOK_SECRET: 'whsec_canary' }],
  STRIPE_API_BASE: [{ STRIPE_SECRET_KEY: 'sk_live_canary', STRIPE_API_BASE: LOCAL }],
  RESEND_API_KEY: [{ RESEND_API_KEY: 'canary' }],
  RESEND_WEBHOOK_SECRET: [{ RESEND_WEBHOOK_SECRET: 'canary' }, { RESEND_WEBHOOK_SECRET: 'whsec_' }],
};

const start = (name: Name, change: Environment) => {
  const { config, secrets, others } = SERVICES[name];
  return readConfig<typeof config>(name, config, { ...COMMON, ...others, ...secrets, ...change });
};

/** Of variables that hold one. */
const SOUNDS_SECRET = /(?:SECRET|KEYS?|PASSWORD|TOKEN|CLOUDINARY_URL|MONGODB_URI)$/;

const names = Object.keys(SERVICES) as Name[];
const secretsOf = (name: Name) => [...Object.keys(SERVICES[name].secrets), 'MONGODB_URI'];
const refusedNames = (name: Name) => [...secretsOf(name), ...(name === 'payment-service' ? ['STRIPE_API_BASE'] : [])];
const weakOnes = names.flatMap((name) =>
  refusedNames(name).flatMap((secret) => (WEAK[secret] ?? []).map((change) => [name, secret, change] as const)),
);

describe('a service', () => {
  it.each(names)('%s starts with what is strong', (name) => {
    expect(start(name, {})).toMatchObject({ PORT: 0 });
  });

  it.each(names.flatMap((name) => secretsOf(name).map((secret) => [name, secret] as const)))(
    '%s has no default for %s: without it, it does not start and says so',
    (name, secret) => {
      expect(() => start(name, { [secret]: '' })).toThrow(`\n  ${secret}: `);
    },
  );

  it.each(weakOnes)('%s does not start with a weak %s, and says so without showing it', (name, secret, change) => {
    expect(() => start(name, change)).toThrow(`${name} cannot start`);
    expect(() => start(name, change)).toThrow(`\n  ${secret}: `);
    expect(() => start(name, change)).not.toThrow(/canary|"d"/);
  });

  it('is told of every variable that sounds secret', () => {
    for (const name of names) {
      const declared = Object.keys(SERVICES[name].config.shape).filter((variable) => SOUNDS_SECRET.test(variable));
      expect(declared.toSorted()).toEqual(secretsOf(name).toSorted());
    }
  });
});

describe('what comes with the repository', () => {
  const repository = path.join(import.meta.dirname, '../..');

  it.each(['env.template', ...names.map((name) => `${name}/env.template`)])('%s holds no secret', (file) => {
    const lines = readFileSync(path.join(repository, file), 'utf8').split('\n');
    const filled = lines.filter((line) => /^[A-Z_]+=./.test(line) && SOUNDS_SECRET.test(line.split('=')[0] ?? ''));
    expect(filled).toEqual([]);
  });

  it('has no secret for a container, and no default for one', () => {
    const compose = readFileSync(path.join(repository, 'docker-compose.yml'), 'utf8');
    const given = [...compose.matchAll(/^ +([A-Z_]+): (.+)$/gm)].filter(([, variable = '']) =>
      SOUNDS_SECRET.test(variable),
    );
    expect(given.length).toBeGreaterThan(5);
    for (const [, variable, value] of given) expect(value).toBe(`\${${variable}:-}`);
  });
});
