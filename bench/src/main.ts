import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { seedDemoData } from '@souk/local/demo-data/seed-demo-data';
import { Platform } from '@souk/local/platform';
import { DEMO_ADMIN } from '@souk/local/platform-plan';
import { startChild } from '@souk/local/process/child';
import { ShopClient } from '@souk/local/shop-client';
import { drainSeconds } from './backlog.ts';
import { Buyer } from './buyer.ts';
import { eventLatency } from './event-latency.ts';
import { FastClient } from './fast-client.ts';
import { hotSku } from './hot-sku.ts';
import { closedLoad, openLoad, type LoadResult } from './load.ts';
import { memoryOf } from './memory.ts';
import { recoveryOf } from './recovery.ts';
import { failures, limitRow, rateRow, rushRow, table, type Row } from './report.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 8);
/** Purchases at once. */
const BUYERS = 48;
/** A purchase goes through ten processes, whose code is compiled to its final form within so much of this load. */
const WARM_UP_SECONDS = 20;
/** Ten minutes of a busy shop. */
const BACKLOG = 3_000;
const SHIPPING = { amount: 490, currency: 'EUR' };
const rows: Row[] = [];
const note = (row: Row) => {
  rows.push(row);
  console.log(`${row.isMet ? 'ok' : '--'}  ${row.what}: ${row.measured} (${row.target}) ${row.detail}`);
};

const ceilingChild = await startChild({ entry: fileURLToPath(new URL('ceiling.ts', import.meta.url)) });
const ceiling = new FastClient(`http://127.0.0.1:${ceilingChild.port}`);
const plain = await closedLoad({ users: 32, seconds: SECONDS, task: () => ceiling.send('/products') });
note(rateRow('plain Express (ceiling)', plain, 0));
ceiling.close();
await ceilingChild.stop();

const dir = await mkdtemp(path.join(tmpdir(), 'souk-bench-'));
const environment = { ...process.env, RATE_LIMIT_PER_MINUTE: '0', AUTH_RATE_LIMIT_PER_MINUTE: '0' };
const startedAt = performance.now();
let platform = await Platform.start({ dir, environment, logLevel: 'warn' });
const seeded = await seedDemoData({ url: platform.url, dir, onNews: () => undefined });
note(limitRow('first start until ready', (performance.now() - startedAt) / 1000, 's', 20));
await seeded.pictures;
await platform.stop();
const restartedAt = performance.now();
platform = await Platform.start({ dir, environment, logLevel: 'warn' });
note(limitRow('later start until ready', (performance.now() - restartedAt) / 1000, 's', 8));

try {
  await measure(platform);
} finally {
  await platform.stop();
  await rm(dir, { recursive: true, force: true });
}

const [few, many] = await hotSku([
  { buyers: 200, pieces: 50 },
  { buyers: 5_000, pieces: 1_000 },
]);
if (few !== undefined) note(limitRow('stock for 200 buyers of 50 pieces', few.seconds, 's', 1, `${few.sold} sold`));
if (many !== undefined) note(rushRow('stock for 5,000 buyers of 1,000 pieces', many, 1_000, 1));

console.log(`\n${table(rows)}`);
const results = path.resolve('.cache/bench');
mkdirSync(results, { recursive: true });
writeFileSync(
  path.join(results, 'latest.json'),
  JSON.stringify({ at: new Date(), node: process.version, seconds: SECONDS, rows }, null, 2),
);

async function measure(platform: Platform): Promise<void> {
  const { url, sandboxUrl, ports, processes } = platform;
  const memory = processes.map(({ name, pid }) => ({ name, megabytes: pid === null ? 0 : memoryOf(pid) }));
  const total = memory.reduce((sum, { megabytes }) => sum + megabytes, 0);
  note(
    limitRow(
      'memory, idle, all processes',
      total,
      'MB',
      900,
      memory.map(({ name, megabytes }) => `${name} ${megabytes.toFixed(0)}`).join(', '),
    ),
  );

  const shop = new FastClient(url);
  const sandbox = new FastClient(sandboxUrl);
  const closed = (task: (index: number) => Promise<unknown>, users = 32): Promise<LoadResult> =>
    closedLoad({ users, seconds: SECONDS, task });
  const { data: products } = await shop.send<{ data: { slug: string }[] }>('/v1/products?limit=60');
  const slugs = products.map(({ slug }) => slug);
  const words = ['tea', 'leather', 'blue', 'glass', 'saffron', 'brass', 'wool', 'mint'];
  note(
    rateRow(
      'product list',
      await closed((index) => shop.send(`/v1/products?limit=20&offset=${(index % 3) * 20}`)),
      2_500,
    ),
  );
  note(
    rateRow(
      'product detail',
      await closed((index) => shop.send(`/v1/products/${slugs[index % slugs.length] ?? ''}`)),
      3_000,
    ),
  );
  note(
    rateRow(
      'search',
      await closed((index) => shop.send(`/v1/products?q=${words[index % words.length] ?? ''}&minPrice=${index % 500}`)),
      800,
    ),
  );

  const admin = new ShopClient(url);
  const token = await admin.logIn(DEMO_ADMIN.email, DEMO_ADMIN.password);
  const skus = await benchProduct(admin, token, 'BENCH', 24, 100_000);
  const carts = await Promise.all(skus.map(async (sku) => new Buyer({ shop, sandbox }).fillCart(sku)));
  const addToCart = async (index: number) => {
    const cart = carts[index % carts.length];
    await shop.send(`/v1/carts/${cart?.cartId ?? ''}/items/${skus[index % skus.length] ?? ''}`, {
      method: 'PATCH',
      headers: { 'x-cart-token': cart?.cartToken ?? '' },
      body: { quantity: 1 + (index % 90) },
    });
  };
  note(rateRow('change a cart', await closed(addToCart, carts.length), 500));

  const buyer = new Buyer({ shop, sandbox });
  const buy = (index: number) => buyer.buy(skus[index % skus.length] ?? '', SHIPPING);
  await closedLoad({ users: BUYERS, seconds: WARM_UP_SECONDS, task: buy });
  note(rateRow('purchase, cart to confirmed', await closed(buy, BUYERS), 60));
  const steady = await openLoad({ perSecond: 30, seconds: SECONDS, task: buy });
  note(
    limitRow('purchase at 30/s, p99', steady.p99, 'ms', 1_500, `p50 ${steady.p50.toFixed(0)} ms${failures(steady)}`),
  );

  const [scarce = ''] = await benchProduct(admin, token, 'SCARCE', 1, 50);
  const ready = await Promise.all(Array.from({ length: 200 }, () => buyer.fillCart(scarce)));
  const rushedAt = performance.now();
  const placed = await Promise.all(ready.map((cart) => buyer.checkOut(cart, SHIPPING)));
  const sold = placed.filter((order) => order !== null).length;
  note({
    what: '200 buyers of 50 pieces',
    measured: `${sold} sold`,
    target: '50 sold',
    isMet: sold === 50,
    detail: `${((performance.now() - rushedAt) / 1000).toFixed(1)} s`,
  });

  const latency = await eventLatency([`127.0.0.1:${ports.broker}`]);
  note(
    limitRow(
      'publish to handle, p50',
      latency.percentile(0.5),
      'ms',
      10,
      `p99 ${latency.percentile(0.99).toFixed(1)} ms`,
    ),
  );
  await measureFaults(platform, { admin, token, buy });
  shop.close();
  sandbox.close();
}

/** What it costs when a process dies, and when one has hung for a while. */
async function measureFaults(
  platform: Platform,
  { admin, token, buy }: { admin: ShopClient; token: string; buy: (index: number) => Promise<void> },
): Promise<void> {
  const recoveries: { readonly name: string; readonly seconds: number }[] = [];
  for (const process of platform.processes) {
    recoveries.push({ name: process.name, seconds: (await recoveryOf(process, () => buy(0))) / 1000 });
  }
  const slowest = Math.max(...recoveries.map(({ seconds }) => seconds));
  const each = recoveries.map(({ name, seconds }) => `${name} ${seconds.toFixed(1)}`).join(', ');
  note(limitRow('kill -9 of any process until somebody has bought', slowest, 's', 5, each));

  const seconds = await drainSeconds({
    admin,
    token,
    process: platform.process('notification-service'),
    buy,
    users: BUYERS,
    purchases: BACKLOG,
  });
  note(
    limitRow(`mails for ${BACKLOG} purchases, after a hang`, seconds, 's', 120, `ten minutes of ${BACKLOG / 600}/s`),
  );
}

/** A product whose variants have so many pieces each; returns their SKUs. */
async function benchProduct(
  admin: ShopClient,
  token: string,
  prefix: string,
  count: number,
  stock: number,
): Promise<string[]> {
  const skus = Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
  const variants = skus.map((sku) => ({ sku, name: sku, price: { amount: 1000, currency: 'EUR' } }));
  await admin.post('/v1/admin/products', {
    token,
    body: {
      name: prefix,
      slug: prefix.toLowerCase(),
      description: 'For measuring.',
      category: 'tea',
      variants,
      publish: true,
    },
  });
  for (const sku of skus) {
    await admin.post(`/v1/admin/inventory/${sku}/adjustments`, {
      token,
      body: { kind: 'in', quantity: stock, reason: 'Bench' },
    });
  }
  return skus;
}
