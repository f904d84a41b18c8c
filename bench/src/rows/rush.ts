import { uuidv7 } from '@souk/chassis/ids';
import type { Bench, Shop } from '../bench.ts';
import { Buyer, type Filled } from '../buyer.ts';
import { cpuMsOf } from '../cpu.ts';
import type { Rush } from '../options.ts';
import { limitRow } from '../report.ts';
import { SHIPPING } from './purchases.ts';

/** Checkouts in progress. */
const AT_ONCE = 200;
const SECONDS_FOR_EACH = 1 / 200;

/** Something that more want than there are pieces, through the whole checkout: each gets an address to pay at, or hears that it is gone. */
export async function measureRushes(bench: Bench, shop: Shop): Promise<void> {
  if (!bench.wants('rush')) return;
  for (const rush of bench.options.rushes) await measureRush(bench, shop, rush);
}

async function measureRush(bench: Bench, target: Shop, { buyers, pieces }: Rush): Promise<void> {
  const { shop, sandbox, platform } = target;
  const buyer = new Buyer({ shop, sandbox });
  const sku = await aScarceProduct(target, pieces);
  const ready: Filled[] = [];
  await together(AT_ONCE, Array.from({ length: buyers }), async () => void ready.push(await buyer.fillCart(sku)));
  const cpu = () => cpuMsOf(platform.process('database').pid ?? 0);
  const before = cpu();
  const startedAt = performance.now();
  let sold = 0;
  await together(AT_ONCE, ready, async (cart) => {
    if ((await buyer.checkOut(cart, SHIPPING)) !== null) sold++;
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const what = `${buyers} buyers of ${pieces} pieces`;
  const row = limitRow('rush', what, seconds, 's', buyers * SECONDS_FOR_EACH, `${sold} sold`);
  bench.note({ ...row, engineMs: (cpu() - before) / buyers, isMet: row.isMet && sold === pieces });
}

/** Does it for all of them, so many at once. */
async function together<Item>(atOnce: number, items: readonly Item[], work: (item: Item) => Promise<void>) {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function aScarceProduct({ admin, token }: Shop, pieces: number): Promise<string> {
  const sku = `SCARCE-${uuidv7()}`;
  const variants = [{ sku, name: 'One size', price: { amount: 1000, currency: 'EUR' } }];
  const details = { name: sku, slug: sku.toLowerCase(), description: 'Everybody wants it.', category: 'tea' };
  await admin.post('/v1/admin/products', { token, body: { ...details, variants, publish: true } });
  const body = { kind: 'in', quantity: pieces, reason: 'Bench' };
  await admin.post(`/v1/admin/inventory/${sku}/adjustments`, { token, body });
  return sku;
}
