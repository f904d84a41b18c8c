import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MOST_SKUS_PER_LOOK_UP } from '@souk/kernel/limits';
import type { CatalogSku } from '../src/application/ports/catalog.ts';
import { aCatalogSku } from './a-catalog-sku.ts';

export interface FakeCatalog {
  readonly url: string;
  /** The SKUs of each request so far. */
  readonly requests: readonly (readonly string[])[];
  /** Offers a new SKU, ten pieces of it at €12.50 by default, and returns it. */
  offer(overrides?: Partial<CatalogSku>): string;
  /** Changes a SKU, or forgets it. */
  change(sku: string, to: Partial<CatalogSku> | null): void;
  /** What it does with requests from now on. */
  behave(how: Behaviour): void;
  stop(): Promise<void>;
}

type Behaviour = 'answer' | 'say-no' | 'fail' | 'hang' | 'talk-nonsense';

/** Plays catalog-service on a free port. */
export async function startFakeCatalog(): Promise<FakeCatalog> {
  const offered = new Map<string, CatalogSku>();
  let offers = 0;
  const requests: string[][] = [];
  let behaviour: Behaviour = 'answer';
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://catalog');
    const skus = searchParams.get('sku')?.split(',') ?? [];
    requests.push(skus);
    if (behaviour === 'hang') return;
    const isAsked = request.method === 'GET' && pathname === '/internal/skus';
    const answer = skus.length > MOST_SKUS_PER_LOOK_UP ? 400 : isAsked ? 200 : 404;
    response.statusCode = behaviour === 'fail' ? 500 : behaviour === 'say-no' ? 400 : answer;
    response.setHeader('content-type', 'application/json');
    const data = skus.flatMap((sku) => offered.get(sku) ?? []);
    response.end(JSON.stringify(behaviour === 'talk-nonsense' ? { data: [{ sku: skus }] } : { data }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    offer: (overrides = {}) => {
      const sku = `TEA-${++offers}`;
      offered.set(sku, aCatalogSku({ sku, ...overrides }));
      return sku;
    },
    change: (sku, to) => {
      if (to === null) offered.delete(sku);
      else offered.set(sku, { ...offered.get(sku)!, ...to });
    },
    behave: (how) => {
      behaviour = how;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
