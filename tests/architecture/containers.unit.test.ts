import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { readConfig } from '@souk/chassis/config';
import { RESEND_SUBSCRIPTION, STRIPE_SUBSCRIPTION } from '@souk/local/webhook-subscriptions';
import type { Secrets } from '@souk/local/secrets';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { CartServiceConfig } from '../../cart-service/src/config.ts';
import { CatalogServiceConfig } from '../../catalog-service/src/config.ts';
import { envFile } from '../../deploy/env-file.ts';
import { firstAdmin } from '../../deploy/first-admin.ts';
import { OWNERS, serviceSettings } from '../../deploy/service-settings.ts';
import { GatewayConfig } from '../../gateway/src/config.ts';
import { NotificationServiceConfig } from '../../notification-service/src/config.ts';
import { OrderServiceConfig } from '../../order-service/src/config.ts';
import { PaymentServiceConfig } from '../../payment-service/src/config.ts';
import { UserServiceConfig } from '../../user-service/src/config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly pull_policy?: string;
  readonly depends_on?: Readonly<Record<string, object>> | readonly string[];
  readonly user?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
}

const CONFIGS = {
  'user-service': UserServiceConfig,
  'catalog-service': CatalogServiceConfig,
  'cart-service': CartServiceConfig,
  'order-service': OrderServiceConfig,
  'payment-service': PaymentServiceConfig,
  'notification-service': NotificationServiceConfig,
};

const REAL_KEYS: Environment = {
  STRIPE_SECRET_KEY: 'sk_live_real',
  STRIPE_WEBHOOK_SECRET: 'whsec_0123456789abcdef',
  RESEND_API_KEY: 're_real',
  RESEND_WEBHOOK_SECRET: 'whsec_cmVhbA==',
  EMAIL_FROM: `Sinbad's "Souk" <shop@example.org>`,
  CLOUDINARY_URL: 'cloudinary://key:secret@cloud',
};

const text = readFileSync(path.join(import.meta.dirname, '../../docker-compose.yml'), 'utf8');
const { services } = parse(text, { merge: true }) as { services: Record<string, ComposeService> };

const secrets: Secrets = {
  jwtSigningKeys: JSON.stringify([
    { kid: 'k', kty: 'EC', crv: 'P-256', x: 'x'.repeat(43), y: 'y'.repeat(43), d: 'd'.repeat(43) },
  ]),
  linkSecret: 'l'.repeat(48),
  stripeSecretKey: 'sk_test_made',
  stripeWebhookSecret: 'whsec_made_at_first_start',
  resendApiKey: 're_made',
  resendWebhookSecret: 'whsec_bWFkZQ==',
  cloudinaryApiSecret: 'made',
};

/** What `${NAME:-default}` stands for while nothing is set, the innermost first. */
function interpolated(value: string): string {
  const next = value.replace(/\$\{\w+:-([^{}]*)\}/, '$1');
  return next === value ? value : interpolated(next);
}

/** A service and all that compose starts before it. */
function neededBy(name: string): Set<string> {
  const { depends_on: direct = [] } = services[name]!;
  const names = Array.isArray(direct) ? (direct as string[]) : Object.keys(direct);
  return new Set([name, ...names.flatMap((other) => [...neededBy(other)])]);
}

/** What the process in a container finds in its environment. */
function environmentOf(name: string, operator: Environment = {}): Environment {
  const secretNamed = (secret: string) => `secret of ${secret}`;
  const admin = firstAdmin([], operator, secretNamed('admin'));
  const written = serviceSettings({ secrets, secretNamed, admin, environment: operator });
  const file = Object.entries(written).find(([owner]) => owner === name)?.[1] ?? {};
  const given = Object.entries(services[name]?.environment ?? {});
  return {
    ...parseEnv(envFile(file)),
    ...Object.fromEntries(given.map(([key, value]) => [key, interpolated(String(value))])),
  };
}

describe('docker-compose.yml', () => {
  it.each([...Object.entries(CONFIGS), ['gateway', GatewayConfig] as const])(
    'gives %s all that it needs and nothing that it does not know',
    (name, config) => {
      const environment = environmentOf(name);
      expect(readConfig(name, config, environment)).toMatchObject({ HOST: '0.0.0.0' });
      expect(Object.keys(config.shape)).toEqual(expect.arrayContaining(Object.keys(environment)));
    },
  );

  it.each(Object.entries(CONFIGS))('gives %s what it needs when real keys are set', (name, config) => {
    expect(() => readConfig(name, config, environmentOf(name, REAL_KEYS))).not.toThrow();
  });

  it('reads the settings of a container as their owner and from their file', () => {
    for (const [name, owner] of Object.entries(OWNERS)) {
      expect(services[name]?.command).toContain(`--env-file=/settings/${name}.env`);
      expect(services[name]?.user ?? '1000:1000').toBe(`${owner}:${owner}`);
    }
  });

  it('builds its image once, before whatever runs in it', () => {
    const own = Object.entries(services).filter(([, { image }]) => image === 'souk');
    expect(own.filter(([, { build }]) => build !== undefined).map(([name]) => name)).toEqual(['settings']);
    for (const [name, { pull_policy }] of own) {
      expect([...neededBy(name)], name).toContain('settings');
      // It is on no registry.
      expect(pull_policy, name).toBe('never');
    }
  });

  it('publishes on loopback only', () => {
    const ports = Object.values(services).flatMap(({ ports = [] }) => ports);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('subscribes the sandbox to the events that the services handle', () => {
    expect(environmentOf('sandbox')).toMatchObject({
      STRIPE_WEBHOOK_EVENTS: STRIPE_SUBSCRIPTION.join(','),
      RESEND_WEBHOOK_EVENTS: RESEND_SUBSCRIPTION.join(','),
    });
  });

  it('lets the operator set what env.template names', () => {
    const template = readFileSync(path.join(import.meta.dirname, '../../env.template'), 'utf8');
    const named = [...template.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name]) => name);
    const asked = [...text.matchAll(/\$\{(\w+):-/g)].map(([, name]) => name);
    expect(named).toEqual(expect.arrayContaining(asked));
  });
});

describe('the first admin', () => {
  const amira = { email: 'amira@souk.local', password: 'of-the-first-start' };

  it('when the operator says nothing, has a password that was made up', () => {
    expect(firstAdmin([], {}, 'made-up')).toEqual({ email: 'admin@souk.local', password: 'made-up' });
  });

  it('when the account was made before, has the password of then, whatever is set by now', () => {
    const environment = { ADMIN_EMAIL: 'Amira@souk.local', ADMIN_PASSWORD: 'another-one' };
    expect(firstAdmin([amira], environment, 'made-up')).toBe(amira);
  });

  it('when the operator names another one, is that one', () => {
    const environment = { ADMIN_EMAIL: 'yusuf@souk.local', ADMIN_PASSWORD: 'of-yusuf' };
    expect(firstAdmin([amira], environment, 'made-up')).toEqual({ email: 'yusuf@souk.local', password: 'of-yusuf' });
  });
});

describe('the settings of a container', () => {
  it('leave the sandbox out of what has a real key', () => {
    for (const name of Object.keys(CONFIGS)) {
      expect(JSON.stringify(environmentOf(name, REAL_KEYS))).not.toContain('sandbox:8081');
    }
  });

  it('keep quotation marks as they are', () => {
    const values = { A: `it's`, B: '{"a":"b"}', C: `both ' and "`, D: '# no comment', E: '', F: 'a\\nb' };
    expect(parseEnv(envFile(values))).toEqual(values);
  });

  it.each([`' " \``, "it's \\n ` "])('refuse %s, which no file can hold', (value) => {
    expect(() => envFile({ EMAIL_FROM: value })).toThrow('EMAIL_FROM holds several kinds of quotation marks');
  });

  it('show no secret in a refusal', () => {
    expect(() => envFile({ STRIPE_SECRET_KEY: `sk_live_'"\`` })).not.toThrow('sk_live_');
  });
});
