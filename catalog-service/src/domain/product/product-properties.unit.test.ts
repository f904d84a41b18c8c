import { DomainError } from '@souk/kernel/domain-error';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aDraft, at, later } from '../../../tests/a-product.ts';
import type { Product } from './product.ts';

/** In minor units, and in how many of them cards are charged. */
const STEPS: Readonly<Record<string, number>> = { EUR: 1, JPY: 1, KWD: 10, MGA: 100 };

const sku = fc.constantFrom('A', 'B', 'C');
const name = fc.constantFrom('100 g', '1 kg');
const price = fc.record({
  amount: fc.oneof(fc.nat(3000), fc.constantFrom(0, 10, 100, 1990, 1900)),
  currency: fc.constantFrom(...Object.keys(STEPS)),
});
const variant = fc.record({ sku, name, price });

const changes = fc.array(
  fc.oneof(
    fc.record({ add: variant }),
    fc.record({ change: sku, to: fc.record({ name, price }, { requiredKeys: [] }) }),
    fc.record({ remove: sku }),
    fc.constant('publish'),
    fc.constant('archive'),
  ),
  { maxLength: 20 },
);
type Change = typeof changes extends fc.Arbitrary<(infer One)[]> ? One : never;

function apply(product: Product, change: Change): void {
  if (change === 'publish') product.publish(later);
  else if (change === 'archive') product.archive(later);
  else if ('add' in change) product.addVariant(change.add, later);
  else if ('remove' in change) product.removeVariant(change.remove, later);
  else product.changeVariant(change.change, change.to, later);
}

it('however its variants change, a product has only prices that can be charged, each SKU once and, when published, one to sell', () => {
  const refused = new Map<string, number>();
  fc.assert(
    fc.property(changes, (history) => {
      const product = aDraft({ variants: [], at });
      for (const change of history) {
        const before = product.state;
        const refusal = refusalOf(() => apply(product, change));
        const { variants, status, revision } = product.state;
        const events = product.pullEvents();
        expect(variants.filter(({ price: { amount, currency } }) => amount % STEPS[currency]! !== 0)).toEqual([]);
        expect(new Set(variants.map((one) => one.sku)).size).toBe(variants.length);
        if (status === 'published') expect(variants.length).toBeGreaterThan(0);
        if (refusal !== null) {
          expect(product.state).toBe(before);
          refused.set(refusal, (refused.get(refusal) ?? 0) + 1);
        }
        const hasChanged = product.state !== before;
        expect(revision).toBe(before.revision + Number(hasChanged));
        // Shoppers see what is published, and see it go.
        const isSeen = status === 'published' || before.status === 'published';
        expect(events).toHaveLength(Number(hasChanged && isSeen));
      }
    }),
    { numRuns: 500 },
  );
  expect([...refused.keys()].sort()).toEqual([
    'PriceIsNotChargeable',
    'PublishedProductNeedsAVariant',
    'SkuIsTaken',
    'VariantNotFound',
  ]);
  expect(Math.min(...refused.values())).toBeGreaterThan(10);
});

function refusalOf(action: () => void): string | null {
  try {
    action();
    return null;
  } catch (error) {
    if (error instanceof DomainError) return error.name;
    throw error;
  }
}
