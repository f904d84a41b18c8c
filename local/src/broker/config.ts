import type { BrokerOptions } from './broker.ts';

/** Whole numbers, all optional, and the least each may be; -1 is unlimited. */
const NUMBERS = {
  BROKER_PORT: 0,
  BROKER_DEFAULT_PARTITIONS: 1,
  BROKER_SEGMENT_BYTES: 1024,
  BROKER_RETENTION_MS: -1,
  BROKER_RETENTION_BYTES: -1,
  BROKER_MIN_FREE_BYTES: 0,
} as const;

/**
 * The broker's options from the environment: `BROKER_DIR`, and any of `NUMBERS`.
 *
 * @throws Error that names every variable that is wrong
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): BrokerOptions {
  const problems = Object.entries(NUMBERS)
    .filter(([name, least]) => env[name] && !(/^-?\d{1,15}$/.test(env[name]) && Number(env[name]) >= least))
    .map(([name, least]) => `${name} must be a whole number of ${least} or more, not "${env[name] ?? ''}"`);
  const dir = env.BROKER_DIR ?? '';
  if (dir === '') problems.unshift('BROKER_DIR must name the folder for the messages');
  if (problems.length > 0) throw new Error(`The broker cannot start. ${problems.join('. ')}.`);

  const number = (name: keyof typeof NUMBERS) => {
    if (!env[name]) return undefined;
    return env[name] === '-1' ? Infinity : Number(env[name]);
  };
  return {
    dir,
    port: number('BROKER_PORT') ?? 0,
    defaultPartitions: number('BROKER_DEFAULT_PARTITIONS'),
    segmentBytes: number('BROKER_SEGMENT_BYTES'),
    retentionMs: number('BROKER_RETENTION_MS'),
    retentionBytes: number('BROKER_RETENTION_BYTES'),
    minFreeBytes: number('BROKER_MIN_FREE_BYTES'),
  };
}
