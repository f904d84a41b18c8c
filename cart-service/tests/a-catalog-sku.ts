import type { CatalogSku } from '../src/application/ports/catalog.ts';

/** Ten packs of green tea for €12.50 each. */
export const aCatalogSku = (overrides: Partial<CatalogSku> = {}): CatalogSku => ({
  sku: 'tea',
  productId: 'p1',
  slug: 'green-tea',
  name: 'Green tea',
  variant: '100 g',
  unitPrice: { amount: 1250, currency: 'EUR' },
  image: null,
  available: 10,
  isForSale: true,
  ...overrides,
});
