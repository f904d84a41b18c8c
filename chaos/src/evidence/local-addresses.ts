import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Addresses } from './read-evidence.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where the platform that runs on a data folder of this machine is, as its payment-service has been told; null when none runs.
 * Its ports are new at each start, and are nowhere but in the environment of its processes.
 */
export function localAddresses(dir: string): Addresses | null {
  if (!existsSync(path.join(dir, 'lock'))) return null;
  const cache = path.join(path.resolve(dir), 'compile-cache');
  const found = environments().find(
    (environment) =>
      environment['MONGODB_DATABASE'] === 'payment-service' && environment['NODE_COMPILE_CACHE'] === cache,
  );
  return found === undefined ? null : addressesIn(found, found['STRIPE_API_BASE']);
}

export function addressesIn(environment: Environment, sandboxUrl: string | undefined): Addresses | null {
  const { MONGODB_URI: databaseUri, KAFKA_BROKERS: brokers } = environment;
  if (databaseUri === undefined || brokers === undefined || sandboxUrl === undefined) return null;
  return { databaseUri, brokers: brokers.split(','), sandboxUrl };
}

/** Of every process that this user may look at. */
function environments(): readonly Environment[] {
  if (process.platform === 'linux') return readdirSync('/proc').flatMap(environmentOf);
  return execFileSync('ps', ['axeww'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\n')
    .map((line) => environmentIn(line.split(' ')));
}

function environmentOf(pid: string): readonly Environment[] {
  if (!/^\d+$/.test(pid)) return [];
  try {
    return [environmentIn(readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0'))];
  } catch (error) {
    // It has ended meanwhile, or is somebody else's.
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}

const environmentIn = (words: readonly string[]): Environment =>
  Object.fromEntries(
    words.flatMap((word): [string, string][] => {
      const [, name, value] = /^(\w+)=(.*)$/s.exec(word) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );
