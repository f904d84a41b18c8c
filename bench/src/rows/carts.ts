import { randomUUID } from 'node:crypto';
import { load, type Bench, type Shop } from '../bench.ts';
import { Buyer } from '../buyer.ts';
import { Random } from '../random.ts';
import { rateRow } from '../report.ts';
import { anySku } from './purchases.ts';

const CARTS = 2_000;

/** Shoppers with carts of their own. */
export async function measureCarts(bench: Bench, shop: Shop): Promise<void> {
  const random = new Random(bench.options.seed);
  const buyer = new Buyer(shop);
  if (bench.wants('cart-add')) await measureAdditions(bench, shop, buyer, random);
  if (bench.wants('cart-change')) await measureChanges(bench, shop, buyer, random);
}

/** Any of all products into any cart. */
async function measureAdditions(bench: Bench, target: Shop, buyer: Buyer, random: Random): Promise<void> {
  const carts = await Promise.all(Array.from({ length: CARTS }, () => buyer.openCart()));
  const add = () => {
    const { cartId, cartToken } = random.pick(carts);
    return target.shop.send(`/v1/carts/${cartId}/items`, {
      method: 'POST',
      headers: { 'x-cart-token': cartToken, 'idempotency-key': randomUUID() },
      body: { sku: anySku(bench, random), quantity: 1 },
    });
  };
  bench.note(rateRow('cart-add', 'put anything into any cart', await load(bench, target, add), 500));
}

async function measureChanges(bench: Bench, target: Shop, buyer: Buyer, random: Random): Promise<void> {
  const skus = Array.from({ length: 24 }, () => anySku(bench, random));
  const filled = await Promise.all(skus.map(async (sku) => ({ ...(await buyer.fillCart(sku)), sku })));
  const change = (index: number) => {
    const { cartId, cartToken, sku } = random.pick(filled);
    return target.shop.send(`/v1/carts/${cartId}/items/${sku}`, {
      method: 'PATCH',
      headers: { 'x-cart-token': cartToken },
      body: { quantity: 1 + (index % 90) },
    });
  };
  bench.note(rateRow('cart-change', 'change a cart again and again', await load(bench, target, change), 500));
}
