import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Failpoints } from '@souk/chassis/failpoints';

/** Tokens of what only computes in memory: it cannot fail half-way, and whoever calls it passes other points around it. */
export const COMPUTES_ONLY: Readonly<Record<string, string>> = {
  AccessTokens: 'signs',
  Caches: 'memory that may be empty at any time',
  Clock: 'reads the time',
  Currency: 'a word of the configuration',
  DeliveryNewsReader: 'checks a signature',
  DeviceTokens: 'signs',
  EmailRenderer: 'fills in templates',
  GuestLimits: 'numbers of the configuration',
  IdGenerator: 'makes up ids',
  ImageUrls: 'writes addresses',
  LinkSigner: 'signs',
  Logger: 'writes lines that nobody waits for',
  ProductIndexer: 'computes the words of a text',
  RefreshTokens: 'makes up tokens',
  Slugs: 'writes names in Latin letters',
  UpstreamProxies: 'a list of proxies, each of which has its failpoints',
  UserIds: 'derives ids',
  VerificationLinks: 'checks a signature',
  WaitingRoom: 'counts requests',
  WordsOfText: 'computes the words of a text',
};

/** What a container has made of its tokens. */
export interface Assembly {
  /** The folder of the service, e.g. `order-service`. */
  readonly service: string;
  readonly bound: Readonly<Record<string, unknown>>;
  readonly failpoints: Pick<Failpoints, 'isWrapped'>;
}

const root = path.join(import.meta.dirname, '../..');

/** What is bound without failpoints and should have them, with what to do about it. */
export function portsWithoutFailpoints({ service, bound, failpoints }: Assembly): string[] {
  const inner = new Set([...classesIn(service, 'application'), ...classesIn(service, 'domain')]);
  return Object.entries(bound).flatMap(([token, value]) => {
    const kind = (Object(value) as object).constructor.name;
    if (failpoints.isWrapped(value) || inner.has(kind) || token in COMPUTES_ONLY) return [];
    return [
      `${service} binds ${token} (${kind}) without failpoints. Name it in wrapBindings(…) of ${service}/src/composition/container.ts; ` +
        'if it only computes in memory, list it in COMPUTES_ONLY of tests/failpoints/census.ts.',
    ];
  });
}

function classesIn(service: string, layer: string): string[] {
  const folder = path.join(root, service, 'src', layer);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(path.join(folder, file), 'utf8').matchAll(/^export class (\w+)/gm)])
    .map(([, name = '']) => name);
}
