import { eventually } from '@souk/testing/eventually';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeCatalog, type FakeCatalog } from '../../../tests/fake-catalog.ts';
import { CatalogIsUnavailable } from '../../application/ports/catalog-error.ts';
import { HttpCatalog } from './http-catalog.ts';

let server: FakeCatalog;
let catalog: HttpCatalog;

beforeEach(async () => {
  server = await startFakeCatalog();
  catalog = new HttpCatalog(server.url);
});

afterEach(() => server.stop());

const failures = (count: number) =>
  Promise.all(
    Array.from({ length: count }, (_, index) => catalog.skus([`any-${index}`]).catch((error: unknown) => error)),
  );

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

  it.each(['fail', 'talk-nonsense'] as const)('when it keeps on to %s, is unavailable', async (behaviour) => {
    server.behave(behaviour);
    await expect(catalog.skus(['tea'])).rejects.toThrow(CatalogIsUnavailable);
  });

  it.each(['fail', 'talk-nonsense', 'hang'] as const)(
    'when five in a row %s, is left alone for a while and then asked again',
    async (behaviour) => {
      const sku = server.offer();
      server.behave(behaviour);
      const startedAt = performance.now();
      expect(await failures(5)).toEqual(Array.from({ length: 5 }, () => expect.any(CatalogIsUnavailable)));
      // The deadline of two seconds, and once only: what hangs is not tried again.
      expect(performance.now() - startedAt).toBeLessThan(4_000);
      const before = server.requests.length;
      await expect(catalog.skus([sku])).rejects.toThrow(CatalogIsUnavailable);
      expect(server.requests).toHaveLength(before);
      server.behave('answer');
      expect(await eventually(() => catalog.skus([sku]))).toMatchObject([{ sku }]);
    },
  );
});
