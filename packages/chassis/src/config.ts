import { CHARGEABLE_CURRENCIES } from '@souk/kernel/chargeable';
import { z } from 'zod';

/** The process cannot start with what it was given; the message names every wrong variable and no value. */
export class ConfigurationIsInvalid extends Error {
  constructor(service: string, problems: readonly string[]) {
    super(
      `${service} cannot start. Fix these environment variables (see env.template):\n${problems.map((p) => `  ${p}`).join('\n')}`,
    );
    this.name = 'ConfigurationIsInvalid';
  }
}

/** Reads a configuration from environment variables. Empty variables count as not set. */
export function readConfig<Schema extends z.ZodType>(
  service: string,
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.output<Schema> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigurationIsInvalid(
    service,
    result.error.issues.map((issue) => {
      const name = issue.path.join('.');
      const said = name in given || issue.code === 'custom' ? issue.message : 'is missing';
      return name === '' ? said : `${name}: ${said}`;
    }),
  );
}

const port = z.coerce.number().int().min(0).max(65_535);

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/**
 * Whether the parent of this process may make it fail (see docs/failpoints.md). Not among what a service is configured with:
 * it is for tests, and refused where others could reach the process.
 */
export const FailpointsConfig = z
  .object({ FAILPOINTS: z.literal('on').optional(), HOST: z.string().default('127.0.0.1') })
  .refine(({ FAILPOINTS, HOST }) => FAILPOINTS === undefined || LOOPBACK.includes(HOST), {
    path: ['FAILPOINTS'],
    message: 'is for tests and must not be set unless HOST is 127.0.0.1',
  });

/** What every process reads. */
export const ProcessConfig = z.object({
  /** 0 picks a free port. */
  PORT: port,
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Where the public keys that verify access tokens are. */
  JWKS_URL: z.url(),
});
export type ProcessConfig = z.infer<typeof ProcessConfig>;

/** What every service with state and events reads. */
export const ServiceConfig = ProcessConfig.extend({
  MONGODB_URI: z.string().regex(/^mongodb(\+srv)?:\/\//, 'must start with mongodb:// or mongodb+srv://'),
  /** The service's own database; named after the service when not set. */
  MONGODB_DATABASE: z.string().min(1).max(63).optional(),
  /** host:port, comma separated. */
  KAFKA_BROKERS: z.string().regex(/^[^\s,]+:\d+(,[^\s,]+:\d+)*$/, 'must be host:port[,host:port…]'),
});
export type ServiceConfig = z.infer<typeof ServiceConfig>;

/** What everything costs in this shop; the same in every service that knows of prices. */
export const ShopCurrency = z
  .string()
  .refine(
    (code) => CHARGEABLE_CURRENCIES.has(code),
    'must be the ISO 4217 code, such as EUR, of a currency that Stripe charges: https://docs.stripe.com/currencies#presentment-currencies',
  )
  .default('EUR');
