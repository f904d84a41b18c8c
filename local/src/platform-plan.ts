import { fileURLToPath } from 'node:url';
import { GIVE_MEMORY_BACK } from './engine/start-engine.ts';
import type { ProcessPlan } from './process/supervised-process.ts';
import type { Secrets } from './secrets.ts';
import { RESEND_SUBSCRIPTION, STRIPE_SUBSCRIPTION } from './webhook-subscriptions.ts';

export const SERVICES = ['user', 'catalog', 'cart', 'order', 'payment', 'notification'] as const;
export type Service = (typeof SERVICES)[number];

/** Ports at 127.0.0.1 of everything that may be started. */
export type Ports = Readonly<Record<'gateway' | 'sandbox' | 'engine' | 'broker' | Service, number>>;

const PORT_NAMES = ['gateway', 'sandbox', 'engine', 'broker', ...SERVICES] as const;
/** Two of them may have been asked for. */
export const PORTS_OF_A_PLATFORM = PORT_NAMES.length + 2;

/** Gives each part its port, of these or the one that was asked for. */
export function portsFrom(free: readonly number[], asked: Readonly<Record<string, number | undefined>> = {}): Ports {
  const others = free.filter((port) => !Object.values(asked).includes(port));
  // Each name of `Ports` is given one.
  return Object.fromEntries(PORT_NAMES.map((name, index) => [name, asked[name] ?? others[index]])) as Ports;
}

export interface PlanOptions {
  readonly ports: Ports;
  readonly secrets: Secrets;
  /** Data folder of this machine's platform. */
  readonly dir: string;
  /** Folder of the code that Node.js has compiled before; in `dir` when left out. */
  readonly compileCache?: string | undefined;
  /** What the person who starts the platform has set; decides between the embedded parts and the real ones. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly logLevel: string;
}

export interface PlatformPlan {
  /** What everything else needs: database engine, broker, sandbox; without those for which the real thing is configured. */
  readonly foundations: readonly ProcessPlan[];
  readonly services: readonly ProcessPlan[];
  readonly gateway: ProcessPlan;
}

/** What a process gets of these is in its plan; it must not find another one's, or the containers', in the environment that it inherits. */
export const WITHHELD: readonly string[] = [
  'MONGODB_URI',
  'KAFKA_BROKERS',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'RESEND_API_KEY',
  'RESEND_WEBHOOK_SECRET',
  'CLOUDINARY_URL',
  'JWT_SIGNING_KEYS',
  'LINK_SECRET',
  'ADMIN_PASSWORD',
  'SANDBOX_PUBLIC_URL',
  'TRUST_PROXY',
];

/** What guests of one network may have at once; 0 for those who are many guests from one address. */
const GUEST_LIMITS = ['UNPAID_GUEST_ORDERS_PER_CLIENT', 'UNPAID_GUEST_PIECES_PER_SKU', 'WAITS_PER_CLIENT'];

export const DEMO_ADMIN = { email: 'admin@souk.local', password: 'admin-of-the-souk' } as const;

const entryOf = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const local = (port: number): string => `http://127.0.0.1:${port}`;

/** Decides what runs on this machine and with which configuration. */
export function planPlatform(given: PlanOptions): PlatformPlan {
  const environment = Object.fromEntries(Object.entries(given.environment).filter(([, value]) => value !== ''));
  const options = { ...given, environment };
  const { ports } = options;
  const external = {
    engine: environment['MONGODB_URI'],
    broker: environment['KAFKA_BROKERS'],
    stripe: environment['STRIPE_SECRET_KEY'],
    resend: environment['RESEND_API_KEY'],
    cloudinary: environment['CLOUDINARY_URL'],
  };
  const needsSandbox = [external.stripe, external.resend, external.cloudinary].includes(undefined);
  const shared = sharedEnvironment(options);
  const stores = storesEnvironment(options);
  const service = (name: Service, env: Record<string, string>): ProcessPlan => ({
    name: `${name}-service`,
    entry: entryOf(`${name}-service/src/main.ts`),
    env: { ...shared, ...stores, PORT: String(ports[name]), MONGODB_DATABASE: `${name}-service`, ...env },
  });
  const links = { LINK_SECRET: options.secrets.linkSecret };
  const currency = pick(environment, ['SHOP_CURRENCY']);
  return {
    foundations: [
      ...(external.engine === undefined ? [enginePlan(options)] : []),
      ...(external.broker === undefined ? [brokerPlan(options)] : []),
      ...(needsSandbox ? [sandboxPlan(options)] : []),
    ],
    services: [
      service('user', {
        ...links,
        JWT_SIGNING_KEYS: options.secrets.jwtSigningKeys,
        ADMIN_EMAIL: DEMO_ADMIN.email,
        ADMIN_PASSWORD: DEMO_ADMIN.password,
      }),
      service('catalog', {
        ...currency,
        ...pick(environment, ['SHOP_LANGUAGE']),
        CLOUDINARY_URL: external.cloudinary ?? sandboxCloudinaryUrl(options),
      }),
      service('cart', { ...links, ...currency, CATALOG_SERVICE_URL: local(ports.catalog) }),
      service('order', {
        ...links,
        ...currency,
        ...pick(environment, ['SHIPPING_PRICE', ...GUEST_LIMITS]),
        CART_SERVICE_URL: local(ports.cart),
      }),
      service('payment', { ...stripeEnvironment(options), ...pick(environment, ['FETCH_EVENTS_EVERY_MS']) }),
      service('notification', { ...links, ...resendEnvironment(options) }),
    ],
    gateway: {
      name: 'gateway',
      entry: entryOf('gateway/src/main.ts'),
      env: {
        ...shared,
        PORT: String(ports.gateway),
        ...Object.fromEntries(SERVICES.map((name) => [`${name.toUpperCase()}_SERVICE_URL`, local(ports[name])])),
        ...pick(environment, ['RATE_LIMIT_PER_MINUTE', 'AUTH_RATE_LIMIT_PER_MINUTE', 'CORS_ORIGINS']),
      },
    },
  };
}

const compileCacheOf = ({
  dir,
  compileCache = `${dir}/compile-cache`,
}: PlanOptions): { NODE_COMPILE_CACHE: string } => ({
  NODE_COMPILE_CACHE: compileCache,
});

function sharedEnvironment(options: PlanOptions): Record<string, string> {
  const { ports, logLevel } = options;
  return {
    HOST: '127.0.0.1',
    LOG_LEVEL: logLevel,
    ...compileCacheOf(options),
    JWKS_URL: `${local(ports.user)}/v1/auth/jwks.json`,
    PUBLIC_URL: local(ports.gateway),
  };
}

function storesEnvironment({ ports, environment }: PlanOptions): Record<string, string> {
  return {
    MONGODB_URI: environment['MONGODB_URI'] ?? `mongodb://127.0.0.1:${ports.engine}/?directConnection=true`,
    KAFKA_BROKERS: environment['KAFKA_BROKERS'] ?? `127.0.0.1:${ports.broker}`,
  };
}

function enginePlan({ ports, dir }: PlanOptions): ProcessPlan {
  return {
    name: 'database',
    entry: entryOf('local/src/engine/main.ts'),
    env: { ...GIVE_MEMORY_BACK, ENGINE_DIR: `${dir}/database`, ENGINE_PORT: String(ports.engine) },
  };
}

function brokerPlan(options: PlanOptions): ProcessPlan {
  const { ports, dir } = options;
  return {
    name: 'broker',
    entry: entryOf('local/src/broker/main.ts'),
    env: { BROKER_DIR: `${dir}/events`, BROKER_PORT: String(ports.broker), ...compileCacheOf(options) },
  };
}

function sandboxPlan(options: PlanOptions): ProcessPlan {
  const { ports, dir, secrets, environment } = options;
  return {
    name: 'sandbox',
    entry: entryOf('sandbox/src/main.ts'),
    env: {
      SANDBOX_DIR: `${dir}/sandbox`,
      SANDBOX_PORT: String(ports.sandbox),
      ...compileCacheOf(options),
      STRIPE_WEBHOOK_URL: `${local(ports.gateway)}/v1/webhooks/stripe`,
      STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
      STRIPE_WEBHOOK_EVENTS: STRIPE_SUBSCRIPTION.join(','),
      RESEND_WEBHOOK_URL: `${local(ports.gateway)}/v1/webhooks/resend`,
      RESEND_WEBHOOK_SECRET: secrets.resendWebhookSecret,
      RESEND_WEBHOOK_EVENTS: RESEND_SUBSCRIPTION.join(','),
      CLOUDINARY_CLOUD_NAME: 'souk',
      CLOUDINARY_API_KEY: 'sandbox',
      CLOUDINARY_API_SECRET: secrets.cloudinaryApiSecret,
      ...pick(environment, ['SANDBOX_NEIGHBOUR_EVERY', 'SANDBOX_SETTLE_AFTER_MS']),
    },
  };
}

const sandboxCloudinaryUrl = ({ ports, secrets }: PlanOptions): string =>
  `cloudinary://sandbox:${secrets.cloudinaryApiSecret}@souk?upload_prefix=${local(ports.sandbox)}`;

function stripeEnvironment({ ports, secrets, environment }: PlanOptions): Record<string, string> {
  if (environment['STRIPE_SECRET_KEY'] !== undefined)
    return pick(environment, ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']);
  return {
    STRIPE_SECRET_KEY: secrets.stripeSecretKey,
    STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret,
    STRIPE_API_BASE: local(ports.sandbox),
  };
}

function resendEnvironment({ ports, secrets, environment }: PlanOptions): Record<string, string> {
  if (environment['RESEND_API_KEY'] !== undefined) {
    return pick(environment, ['RESEND_API_KEY', 'RESEND_WEBHOOK_SECRET', 'EMAIL_FROM', 'SHOP_EMAIL']);
  }
  return {
    RESEND_API_KEY: secrets.resendApiKey,
    RESEND_WEBHOOK_SECRET: secrets.resendWebhookSecret,
    RESEND_BASE_URL: local(ports.sandbox),
    EMAIL_FROM: 'Souk <shop@souk.local>',
    SHOP_EMAIL: environment['SHOP_EMAIL'] || 'admin@souk.local',
  };
}

function pick(environment: PlanOptions['environment'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  );
}
