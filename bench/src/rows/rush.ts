import { uuidv7 } from '@souk/chassis/ids';
import type { Bench, Shop } from '../bench.ts';
import { Buyer, type Filled } from '../buyer.ts';
import { cpuMsOf } from '../cpu.ts';
import { limitRow } from '../report.ts';
import { SHIPPING } from './purchases.ts';

interface Rush {
  readonly buyers: number;
  readonly pieces: number;
  /** Checkouts under way. */
  readonly atOnce: number;
  readonly withinSeconds: number;
}

/** Something that more want than there are pieces, through the whole checkout: each gets an address to pay at, or hears that it is gone. */
const RUSHES: readonly Rush[] = [
  { buyers: 200, pieces: 50, atOnce: 200, withinSeconds: 1 },
  { buyers: 5_000, pieces: 1_000, atOnce: 200, withinSeconds: 60 },
];

export async function measureRushes(bench: Bench, shop: Shop): Promise<void> {
  if (!bench.wants('rush')) return;
  for (const rush of RUSHES) await measureRush(bench, shop, rush);
}

async function measureRush(bench: Bench, target: Shop, { buyers, pieces, atOnce, withinSeconds }: Rush) {
  const { shop, sandbox, platform } = target;
  const buyer = new Buyer({ shop, sandbox });
  const sku = await aScarceProduct(target, pieces);
  const ready: Filled[] = [];
  await together(atOnce, Array.from({ length: buyers }), async () => void ready.push(await buyer.fillCart(sku)));
  const cpu = () => cpuMsOf(platform.process('database').pid ?? 0);
  const before = cpu();
  const startedAt = performance.now();
  let sold = 0;
  await together(atOnce, ready, async (cart) => {
    if ((await buyer.checkOut(cart, SHIPPING)) !== null) sold++;
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const row = limitRow('rush', `${buyers} buyers of ${pieces} pieces`, seconds, 's', withinSeconds, `${sold} sold`);
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
