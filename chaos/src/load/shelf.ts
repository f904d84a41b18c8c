import { DEMO_ADMIN } from '@souk/local/platform-plan';
import { ShopClient } from '@souk/local/shop-client';

/** Minor units of what things may cost. */
export const PRICES = [990, 1_250, 1_999, 4_900] as const;

export interface ShelfItem {
  readonly productId: string;
  readonly sku: string;
}

/** Of some things there are always enough; the others run out, and people get in each other's way. */
const STOCK = [400, 400, 400, 25, 10, 5];

/** Puts things on sale before anybody comes. */
export async function fillShelf(url: string): Promise<readonly ShelfItem[]> {
  const shop = new ShopClient(url);
  const token = await shop.logIn(DEMO_ADMIN.email, DEMO_ADMIN.password);
  await shop.post('/v1/admin/categories', { token, body: { slug: 'chaos', name: 'Chaos' } });
  const items: ShelfItem[] = [];
  for (const [index, quantity] of STOCK.entries()) {
    const sku = `CHAOS-${index}`;
    const { id: productId } = await shop.post<{ id: string }>('/v1/admin/products', {
      token,
      body: {
        name: `Thing ${index}`,
        slug: sku.toLowerCase(),
        description: 'Sold while everything goes wrong.',
        category: 'chaos',
        variants: [{ sku, name: 'one size', price: { amount: PRICES[index % PRICES.length], currency: 'EUR' } }],
        publish: true,
      },
    });
    const body = { kind: 'in', quantity, reason: 'First delivery' };
    await shop.post(`/v1/admin/inventory/${sku}/adjustments`, { token, body });
    items.push({ productId, sku });
  }
  return items;
}
