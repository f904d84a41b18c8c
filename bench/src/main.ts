import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { seedDemoData } from '@souk/local/demo-data/seed-demo-data';
import { NO_LIMITS } from '@souk/local/no-limits';
import { Platform } from '@souk/local/platform';
import { DEMO_ADMIN } from '@souk/local/platform-plan';
import { startChild } from '@souk/local/process/child';
import { ShopClient } from '@souk/local/shop-client';
import { Bench, type Shop } from './bench.ts';
import { eventLatency } from './event-latency.ts';
import { FastClient } from './fast-client.ts';
import { closedLoad } from './load.ts';
import { memoryOf } from './memory.ts';
import { optionsOf } from './options.ts';
import { limitRow, rateRow, table } from './report.ts';
import { measureCarts } from './rows/carts.ts';
import { measureFaults } from './rows/faults.ts';
import { measureGrowth } from './rows/growth.ts';
import { measureHotSku } from './rows/hot-sku.ts';
import { measurePurchases } from './rows/purchases.ts';
import { measureRushes } from './rows/rush.ts';

const bench = new Bench(optionsOf(process.argv.slice(2)));
const begunAt = performance.now();
await measureCeiling();

const dir = await mkdtemp(path.join(tmpdir(), 'souk-bench-'));
const environment = { ...process.env, ...NO_LIMITS };
const platform = await startTwice();
// A service that is stopped while its database is filled would stay behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void platform.stop().finally(() => process.exit(1)));
}
try {
  await measure(platform);
} finally {
  await platform.stop();
  await rm(dir, { recursive: true, force: true });
}
await measureHotSku(bench);

console.log(`\n${table(bench.rows)}\n\n${((performance.now() - begunAt) / 60_000).toFixed(1)} minutes`);
const { json, ...options } = bench.options;
mkdirSync(path.dirname(path.resolve(json)), { recursive: true });
writeFileSync(json, JSON.stringify({ at: new Date(), node: process.version, ...options, rows: bench.rows }, null, 2));

/** The least an HTTP API costs on this machine: runs of one hour are compared by it. */
async function measureCeiling(): Promise<void> {
  const child = await startChild({ entry: fileURLToPath(new URL('ceiling.ts', import.meta.url)) });
  const client = new FastClient(`http://127.0.0.1:${child.port}`);
  const task = () => client.send('/products');
  const plain = await closedLoad({ users: 32, seconds: bench.options.seconds, task });
  bench.note(rateRow('ceiling', 'plain Express, nothing behind it', plain, 0));
  client.close();
  await child.stop();
}

async function startTwice(): Promise<Platform> {
  const start = () => Platform.start({ dir, environment, logLevel: 'warn' });
  const startedAt = performance.now();
  const first = await start();
  const seeded = await seedDemoData({ url: first.url, dir, onNews: () => undefined });
  const seconds = (since: number) => (performance.now() - since) / 1000;
  bench.note(limitRow('start', 'first start until ready', seconds(startedAt), 's', 20));
  await seeded.pictures;
  if (!bench.wants('start')) return first;
  await first.stop();
  const restartedAt = performance.now();
  const second = await start();
  bench.note(limitRow('start', 'later start until ready', seconds(restartedAt), 's', 8));
  return second;
}

async function measure(platform: Platform): Promise<void> {
  if (bench.wants('memory')) measureMemory(platform);
  const admin = new ShopClient(platform.url);
  const token = await admin.logIn(DEMO_ADMIN.email, DEMO_ADMIN.password);
  const clients = { shop: new FastClient(platform.url), sandbox: new FastClient(platform.sandboxUrl) };
  const shop: Shop = { platform, admin, token, ...clients };
  await measureGrowth(bench, shop);
  await measureCarts(bench, shop);
  await measurePurchases(bench, shop);
  await measureRushes(bench, shop);
  if (bench.wants('latency')) await measureLatency(platform);
  await measureFaults(bench, shop);
  clients.shop.close();
  clients.sandbox.close();
}

function measureMemory({ processes }: Platform): void {
  const memory = processes.map(({ name, pid }) => ({ name, megabytes: pid === null ? 0 : memoryOf(pid) }));
  const total = memory.reduce((sum, { megabytes }) => sum + megabytes, 0);
  const each = memory.map(({ name, megabytes }) => `${name} ${megabytes.toFixed(0)}`).join(', ');
  bench.note(limitRow('memory', 'memory, idle, all processes', total, 'MB', 900, each));
}

async function measureLatency({ ports }: Platform): Promise<void> {
  const latency = await eventLatency([`127.0.0.1:${ports.broker}`]);
  const detail = `p99 ${latency.percentile(0.99).toFixed(1)} ms`;
  bench.note(limitRow('latency', 'publish to handle, p50', latency.percentile(0.5), 'ms', 10, detail));
}
