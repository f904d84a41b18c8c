import type { Clock } from '@souk/kernel/clock';
import type { IdGenerator } from '@souk/kernel/id-generator';
import type { z } from 'zod';
import { AccessTokenVerifier, RemoteKeySet, type KeySet } from '../auth/access-token.ts';
import { FailpointsConfig, readConfig, type ProcessConfig } from '../config.ts';
import { failpointsOverIpc } from '../failpoints-over-ipc.ts';
import { noFailpoints, type Failpoints } from '../failpoints.ts';
import { uuidGenerator } from '../ids.ts';
import { createLogger, type Logger } from '../logger.ts';
import { Metrics } from '../metrics.ts';

/** What every process of the platform stands on, whatever it does. */
export interface Foundation<Config extends ProcessConfig = ProcessConfig> {
  readonly name: string;
  readonly config: Config;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly tokens: AccessTokenVerifier;
  readonly failpoints: Failpoints;
}

/** A process that is up. */
export interface Running {
  /** The TCP port it serves on. */
  readonly port: number;
  /** Ends what is in progress, at most 10 s, and closes everything. */
  stop(): Promise<void>;
}

export interface FoundationOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Instead of the set at `JWKS_URL`. */
  readonly keySet?: KeySet | undefined;
  readonly clock?: Clock | undefined;
  /** Instead of those that `FAILPOINTS` switches on. */
  readonly failpoints?: Failpoints | undefined;
}

/** @throws ConfigurationIsInvalid naming every wrong variable. */
export function layFoundation<Config extends ProcessConfig>(
  name: string,
  schema: z.ZodType<Config>,
  { environment, keySet, clock, failpoints }: FoundationOptions,
): Foundation<Config> {
  const config = readConfig(name, schema, environment);
  const { FAILPOINTS } = readConfig(name, FailpointsConfig, environment);
  return {
    name,
    config,
    logger: createLogger(name, config.LOG_LEVEL),
    metrics: new Metrics(name),
    clock: clock ?? { now: () => new Date() },
    ids: uuidGenerator,
    tokens: new AccessTokenVerifier(keySet ?? new RemoteKeySet(config.JWKS_URL)),
    failpoints: failpoints ?? (FAILPOINTS === 'on' ? failpointsOverIpc() : noFailpoints),
  };
}
