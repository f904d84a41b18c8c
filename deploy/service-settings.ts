import type { Secrets } from '../local/src/secrets.ts';
import type { Admin } from './first-admin.ts';

export const DATABASE_USERS = [
  'user-service',
  'catalog-service',
  'cart-service',
  'order-service',
  'payment-service',
  'notification-service',
] as const;

/** The user that each container runs as, and that alone may read the container's settings. */
export const OWNERS = {
  'user-service': 2001,
  'catalog-service': 2002,
  'cart-service': 2003,
  'order-service': 2004,
  'payment-service': 2005,
  'notification-service': 2006,
  sandbox: 1000,
  'database-setup': 2007,
} as const;
export type Owner = keyof typeof OWNERS;

export interface SettingsOptions {
  readonly secrets: Secrets;
  /** Gives the secret of that name, always the same one. */
  readonly secretNamed: (name: string) => string;
  readonly admin: Admin;
  /** What the operator has set in `.env`; empty counts as not set. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type Settings = Readonly<Record<string, string>>;

const SANDBOX = 'http://sandbox:8081';

/** The environment variables with secrets in them, for each container; those of the sandbox wherever no real key is set. */
export function serviceSettings({
  secrets,
  secretNamed,
  admin,
  environment,
}: SettingsOptions): Record<Owner, Settings> {
  const links = { LINK_SECRET: secrets.linkSecret };
  const passwordOf = (name: string) => secretNamed(`database user ${name}`);
  // A write is answered when the majority of the members has it in the journal, however many they will be.
  const database = (name: string) => ({
    MONGODB_URI: `mongodb://${name}:${passwordOf(name)}@mongo:27017/${name}?replicaSet=souk&w=majority&journal=true&retryWrites=true`,
  });
  return {
    'user-service': {
      ...database('user-service'),
      ...links,
      JWT_SIGNING_KEYS: secrets.jwtSigningKeys,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
    },
    'catalog-service': { ...database('catalog-service'), ...cloudinarySettings(secrets, environment) },
    'cart-service': { ...database('cart-service'), ...links },
    'order-service': { ...database('order-service'), ...links },
    'payment-service': { ...database('payment-service'), ...stripeSettings(secrets, environment) },
    'notification-service': {
      ...database('notification-service'),
      ...links,
      ...resendSettings(secrets, environment),
    },
    sandbox: {
      STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
      RESEND_WEBHOOK_SECRET: secrets.resendWebhookSecret,
      CLOUDINARY_CLOUD_NAME: 'souk',
      CLOUDINARY_API_KEY: 'sandbox',
      CLOUDINARY_API_SECRET: secrets.cloudinaryApiSecret,
    },
    'database-setup': {
      MONGODB_ADMIN_URI: `mongodb://root:${secretNamed('database root')}@mongo:27017/admin`,
      MONGODB_USERS: JSON.stringify(Object.fromEntries(DATABASE_USERS.map((name) => [name, passwordOf(name)]))),
    },
  };
}

function stripeSettings(secrets: Secrets, environment: SettingsOptions['environment']): Settings {
  if (environment['STRIPE_SECRET_KEY']) return given(environment, ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']);
  return {
    STRIPE_SECRET_KEY: secrets.stripeSecretKey,
    STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
    STRIPE_API_BASE: SANDBOX,
  };
}

function resendSettings(secrets: Secrets, environment: SettingsOptions['environment']): Settings {
  if (environment['RESEND_API_KEY']) {
    return given(environment, ['RESEND_API_KEY', 'RESEND_WEBHOOK_SECRET', 'EMAIL_FROM', 'SHOP_EMAIL']);
  }
  return {
    RESEND_API_KEY: secrets.resendApiKey,
    RESEND_WEBHOOK_SECRET: secrets.resendWebhookSecret,
    RESEND_BASE_URL: SANDBOX,
    EMAIL_FROM: 'Souk <shop@souk.local>',
    SHOP_EMAIL: environment['SHOP_EMAIL'] || 'admin@souk.local',
  };
}

function cloudinarySettings(secrets: Secrets, environment: SettingsOptions['environment']): Settings {
  if (environment['CLOUDINARY_URL']) return given(environment, ['CLOUDINARY_URL']);
  // Browsers do not reach the sandbox by the name that it has among the containers.
  const { host } = new URL(environment['SANDBOX_PUBLIC_URL'] || SANDBOX);
  const query = `upload_prefix=${SANDBOX}&cname=${host}`;
  return { CLOUDINARY_URL: `cloudinary://sandbox:${secrets.cloudinaryApiSecret}@souk?${query}` };
}

const given = (environment: SettingsOptions['environment'], names: readonly string[]): Settings =>
  Object.fromEntries(names.map((name) => [name, environment[name] ?? '']));
