import type { Evidence } from '../src/evidence.ts';
import { PEOPLE, PRICE, Purchase, SKU, type Person } from './sound-purchase.ts';
import { SoundShop } from './sound-shop.ts';

/** Names to plant bugs by. */
export interface SoundDay {
  readonly evidence: Evidence;
  readonly orderOf: Readonly<Record<Person, string>>;
}

/** A day on which nothing went wrong. */
export function soundDay(): SoundDay {
  const shop = new SoundShop();
  const held: Record<string, { quantity?: number }> = {};
  const product = { service: 'catalog-service', collection: 'products', id: shop.id() };
  shop.say(product, {
    type: 'product.published.v1',
    topic: 'catalog-events',
    data: { variants: [{ sku: SKU, name: 'box', price: PRICE }] },
    because: 'request',
  });
  const stock = { service: 'catalog-service', collection: 'stock', id: SKU };
  shop.say(stock, {
    type: 'stock.adjusted.v1',
    topic: 'inventory-updates',
    data: { sku: SKU, delta: 20 },
    because: 'request',
  });
  const delivered = { kind: 'in', orderId: null, quantity: 20, place: 1, delta: 20, onHand: 20, available: 20 };
  const movement = { id: shop.id(), sku: SKU, reason: 'First delivery', ...delivered };
  shop.books.movements.push(movement);
  shop.books.kept.push({ service: 'order-service', _id: 'order-events:0:0', state: 'handled', outbox: [] });
  shop.ask('admin', 'POST', `/v1/admin/inventory/${SKU}/adjustments`, { key: 'k', body: { reason: movement.reason } });

  const orders = PEOPLE.map((person) => [person, new Purchase(shop, person, held).make()] as const);
  const sales = shop.books.reservations.filter(({ status }) => status === 'committed');
  for (const [index, { orderId }] of sales.entries()) {
    const sold = { kind: 'sold', orderId, quantity: 2, place: index + 2, delta: -2, onHand: 18 - 2 * index };
    shop.books.movements.push({ id: shop.id(), sku: SKU, reason: 'The order is paid.', available: 0, ...sold });
  }
  const committed = sales.length * 2;
  const holding = Object.values(held).reduce((sum, { quantity = 0 }) => sum + quantity, 0);
  const onHand = 20 - committed;
  shop.books.stock.push({ sku: SKU, onHand, available: onHand - holding, holds: held, unfiled: [] });
  shop.pass();
  // All of the above is there for every person.
  return { evidence: shop.books, orderOf: Object.fromEntries(orders) as Record<Person, string> };
}
