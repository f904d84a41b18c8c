import type { ProductImage, Variant } from '../src/domain/product/product-state.ts';
import { Product } from '../src/domain/product/product.ts';

export const at = new Date('2026-01-01T09:00:00Z');
export const later = new Date('2026-01-01T10:00:00Z');

export const teaVariant: Variant = { sku: 'TEA-GREEN-100', name: '100 g', price: { amount: 1250, currency: 'EUR' } };

export function aDraft(overrides: Partial<Parameters<typeof Product.draft>[0]> = {}): Product {
  return Product.draft({
    id: '0197a1b2-0000-7000-8000-0000000000cc',
    slug: 'green-tea',
    name: 'Green tea',
    description: 'From the first harvest.',
    category: 'tea',
    variants: [teaVariant],
    at,
    ...overrides,
  });
}

export function aPublishedProduct(overrides: Parameters<typeof aDraft>[0] = {}): Product {
  const product = aDraft(overrides);
  product.publish(at);
  product.pullEvents();
  return product;
}

export const anImage = (id = 'a'): ProductImage => ({
  id,
  publicId: `products/p/${id}`,
  version: 1,
  alt: 'A bowl',
  width: 800,
  height: 600,
});
