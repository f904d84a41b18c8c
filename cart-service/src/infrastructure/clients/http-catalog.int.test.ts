import { setImmediate as endOfTurn } from 'node:timers/promises';
import { MOST_SKUS_PER_LOOK_UP } from '@souk/kernel/limits';
import { eventually } from '@souk/testing/eventually';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anyCart } from '../../../tests/any-cart.ts';
import { startFakeCatalog, type FakeCatalog } from '../../../tests/fake-catalog.ts';
import { CatalogIsUnavailable } from '../../application/ports/catalog-error.ts';
import type { Cart } from '../../domain/cart/cart.ts';
import { HttpCatalog } from './http-catalog.ts';

let server: FakeCatalog;
let catalog: HttpCatalog;

beforeEach(async () => {
  server = await startFakeCatalog();
  catalog = new HttpCatalog(server.url);
});

afterEach(() => server.stop());

/** What so many questions fail with, each of which is a request of its own. */
async function failures(count: number): Promise<unknown[]> {
  const outcomes: Promise<unknown>[] = [];
  for (let index = 0; index < count; index++) {
    outcomes.push(catalog.skus([`any-${index}`]).catch((error: unknown) => error));
    await endOfTurn();
  }
  return Promise.all(outcomes);
}

describe('looking SKUs up', () => {
  it('when some are unknown, leaves them out', async () => {
    const sku = server.offer({ available: 3 });
    expect(await catalog.skus([sku, 'unknown'])).toMatchObject([{ sku, available: 3, isForSale: true }]);
  });

  it('when there is nothing to look up, asks for nothing', async () => {
    expect(await catalog.skus([])).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('when asked again within a second, asks for the others only; after it, for all', async () => {
    const [tea, mint] = [server.offer(), server.offer()];
    await catalog.skus([tea, 'unknown']);
    expect(await catalog.skus([tea, mint, 'unknown'])).toMatchObject([{ sku: tea }, { sku: mint }]);
    expect(server.requests).toEqual([[tea, 'unknown'], [mint]]);
    await eventually(async () => {
      await catalog.skus([tea]);
      expect(server.requests.at(-1)).toEqual([tea]);
    });
  });

  it('when several ask at the same moment, asks once for all of them', async () => {
    const [tea, mint, sage] = [server.offer(), server.offer(), server.offer()];
    const answers = await Promise.all([catalog.skus([tea, mint]), catalog.skus([mint]), catalog.skus([sage, tea])]);
    expect(answers).toMatchObject([[{ sku: tea }, { sku: mint }], [{ sku: mint }], [{ sku: sage }, { sku: tea }]]);
    expect(server.requests).toEqual([[tea, mint, sage]]);
  });

  it('when asked for more than the catalog takes at once, asks several times', async () => {
    const skus = Array.from({ length: 2 * MOST_SKUS_PER_LOOK_UP + 1 }, () => server.offer());
    const found = await catalog.skus(skus);
    expect(found.map(({ sku }) => sku)).toEqual(skus);
    expect(server.requests.map((asked) => asked.length)).toEqual([MOST_SKUS_PER_LOOK_UP, MOST_SKUS_PER_LOOK_UP, 1]);
  });

  it('whatever two carts hold that can be merged, takes one request', async () => {
    const skusOf = ({ state }: Cart) => state.lines.map(({ sku }) => sku);
    const merged = fc.tuple(anyCart, anyCart).map((carts) => [...new Set(carts.flatMap(skusOf))]);
    await fc.assert(
      fc.asyncProperty(merged, async (skus) => {
        const before = server.requests.length;
        await new HttpCatalog(server.url).skus(skus);
        expect(server.requests.length - before).toBe(Math.min(skus.length, 1));
      }),
      { numRuns: 30 },
    );
  });

  it('when it has kept too many, forgets them and loses none that was asked for', async () => {
    const [tea, mint] = [server.offer(), server.offer()];
    for (let from = 0; from < 5_000; from += 50) {
      await catalog.skus(Array.from({ length: 50 }, (_, index) => `any-${from + index}`));
    }
    await catalog.skus([tea]);
    expect(await catalog.skus([tea, mint])).toMatchObject([{ sku: tea }, { sku: mint }]);
  });
});

describe('a catalog in trouble', () => {
  it('when it fails once, is asked again', async () => {
    const sku = server.offer();
    server.behave('fail');
    const asked = catalog.skus([sku]);
    await eventually(() => expect(server.requests).not.toHaveLength(0));
    server.behave('answer');
    expect(await asked).toMatchObject([{ sku }]);
  });

  it.each(['say-no', 'talk-nonsense'] as const)(
    'when it answers and does %s, is unavailable to who asked only',
    async (behaviour) => {
      const sku = server.offer();
      server.behave(behaviour);
      expect(await failures(20)).toEqual(Array.from({ length: 20 }, () => expect.any(CatalogIsUnavailable)));
      server.behave('answer');
      expect(await catalog.skus([sku])).toMatchObject([{ sku }]);
    },
  );

  it.each(['fail', 'talk-nonsense'] as const)('when it keeps on to %s, is unavailable', async (behaviour) => {
    server.behave(behaviour);
    await expect(catalog.skus(['tea'])).rejects.toThrow(CatalogIsUnavailable);
  });

  it.each(['fail', 'hang'] as const)(
    'when five in a row %s, is left alone for a while and then asked again',
    async (behaviour) => {
      const sku = server.offer();
      server.behave(behaviour);
      const startedAt = performance.now();
      expect(await failures(5)).toEqual(Array.from({ length: 5 }, () => expect.any(CatalogIsUnavailable)));
      // Three tries of a second at most.
      expect(performance.now() - startedAt).toBeLessThan(5_000);
      const before = server.requests.length;
      await expect(catalog.skus([sku])).rejects.toThrow(CatalogIsUnavailable);
      expect(server.requests).toHaveLength(before);
      server.behave('answer');
      expect(await eventually(() => catalog.skus([sku]))).toMatchObject([{ sku }]);
    },
  );
});
