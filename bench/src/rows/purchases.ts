import { load, type Bench, type Shop } from '../bench.ts';
import { Buyer } from '../buyer.ts';
import { isInStock, skuOf } from '../fill/products.ts';
import { closedLoad, openLoad, type Task } from '../load.ts';
import { Random } from '../random.ts';
import { failures, limitRow, rateRow } from '../report.ts';

/** Purchases at once. */
export const BUYERS = 48;
/** A purchase goes through ten processes, whose code is compiled to its final form within so much of this load. */
const WARM_UP_SECONDS = 20;
export const SHIPPING = { amount: 490, currency: 'EUR' };

/** Any of all products of which there are enough. */
export function anySku(bench: Bench, random: Random): string {
  const size = bench.options.sizes.at(-1) ?? 0;
  for (;;) {
    const number = random.below(size);
    if (isInStock(number)) return skuOf(number);
  }
}

/** Buys one piece of anything, from the empty cart to the confirmed order. */
export function buyAnything(bench: Bench, { shop, sandbox }: Shop): Task {
  const random = new Random(bench.options.seed);
  const buyer = new Buyer({ shop, sandbox });
  return () => buyer.buy(anySku(bench, random), SHIPPING);
}

export async function measurePurchases(bench: Bench, shop: Shop): Promise<void> {
  if (!bench.wants('purchase')) return;
  const task = buyAnything(bench, shop);
  await closedLoad({ users: BUYERS, seconds: WARM_UP_SECONDS, task });
  bench.note(rateRow('purchase', 'purchase, cart to confirmed', await load(bench, shop, task, BUYERS), 60));
  const steady = await openLoad({ perSecond: 30, seconds: bench.options.seconds, task });
  const detail = `p50 ${steady.p50.toFixed(0)} ms${failures(steady)}`;
  bench.note(limitRow('purchase', 'purchase at 30/s, p99', steady.p99, 'ms', 1_500, detail));
}
