import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEMO_SHOPPERS } from '@souk/local/demo-data/demo-accounts';
import { isTaken } from '@souk/local/free-port';
import { DEMO_ADMIN } from '@souk/local/platform-plan';
import { ShopClient } from '@souk/local/shop-client';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freeTriple, SoukRun, type RunOptions } from '../../local/tests/souk-run.ts';

const READY = 'Souk is ready';
const SEEDED = 'demo data is ready: 6 categories, 60 products';
const DRAWN = 'every product has its picture';
const PROCESSES = [
  'database',
  'broker',
  'sandbox',
  'user-service',
  'catalog-service',
  'cart-service',
  'order-service',
  'payment-service',
  'notification-service',
  'gateway',
];

let dir: string;
let port: number;
let shop: ShopClient;
let current: SoukRun;
let demoOrder: { id: string; total: string };
const runs: SoukRun[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-start-'));
  port = await freeTriple();
  shop = new ShopClient(`http://127.0.0.1:${port}`);
});

afterAll(async () => {
  await Promise.all(runs.map((run) => run.clear()));
  await rm(dir, { recursive: true, force: true });
});

function start(args: readonly string[], options: Partial<RunOptions> = {}): SoukRun {
  const run = new SoukRun(args, { cwd: dir, ...options });
  runs.push(run);
  return run;
}

/** Nothing of a run is left 10 s from now: no process, and nobody at its doors. */
async function nothingIsLeftOf(run: SoukRun): Promise<void> {
  await run.isGone();
  expect([await isTaken(port), await isTaken(port + 1)]).toEqual([false, false]);
}

const isReady = async () => (await fetch(`${shop.url}/health/services`)).status === 200;

const ordersOfTheShopper = async () => {
  const [{ email, password }] = DEMO_SHOPPERS;
  const token = await shop.logIn(email, password);
  return (await shop.get<{ data: { id: string }[] }>('/v1/orders', { token })).data.map(({ id }) => id);
};

/** How many products there are, and how often the stock of one was changed by hand. */
async function demoData(): Promise<{ products: number; deliveries: number }> {
  const token = await shop.logIn(DEMO_ADMIN.email, DEMO_ADMIN.password);
  const { count } = await shop.get<{ count: number }>('/v1/products?limit=1');
  const { data } = await shop.get<{ data: unknown[] }>('/v1/admin/inventory/KEY-FOB-1/movements', { token });
  return { products: count, deliveries: data.length };
}

describe('the first start', () => {
  it('says what it does and shows the table when every service is ready', async () => {
    current = start(['--port', String(port)]);
    await current.printed(READY);
    expect(await isReady()).toBe(true);
    for (const name of PROCESSES) expect(current.output).toContain(`  ${name} is ready (`);
    for (const shown of [SEEDED, `${shop.url}/v1/products`, `127.0.0.1:${port + 1}/inbox`, DEMO_ADMIN.password]) {
      expect(current.output).toContain(shown);
    }
    expect(await demoData()).toEqual({ products: 60, deliveries: 1 });
  });

  it('when the demo runs, it buys something and prints every hop up to the mail, and the total', async () => {
    const demo = start(['--port', String(port)], { script: 'demo.ts' });
    expect(await demo.exitCode).toBe(0);
    const hops = demo.output.split('\n').map((line) => line.replace(/^ +\d+ ms {2}/, ''));
    for (const hop of [
      'order-service         order.created.v1',
      'catalog-service       stock.reserved.v1',
      'order-service         order.awaiting-payment.v1',
      'payment-service       payment.session-opened.v1',
      'payment-service       payment.succeeded.v1',
      'order-service         order.confirmed.v1',
      'catalog-service       stock.committed.v1',
      'notification-service  email.sent.v1',
    ]) {
      expect(hops).toContain(hop);
    }
    const id = /order ([\da-f-]{36})/.exec(demo.output)?.[1] ?? '';
    const total = /The order is confirmed and paid: €([\d,.]+)\./.exec(demo.output)?.[1] ?? '';
    const mail = /is at (http:\S+)/.exec(demo.output)?.[1] ?? '';
    demoOrder = { id, total };
    expect(await ordersOfTheShopper()).toEqual([id]);
    expect(await (await fetch(mail)).text()).toContain(total);
    expect(demo.errors).toBe('');
  });

  it('when started a second time in its folder, refuses in one sentence', async () => {
    const second = start(['--port', String(port + 10)]);
    expect(await second.exitCode).toBe(1);
    expect(second.errors).toMatch(/^Souk already runs here \(process \d+\): use its address[^.\n]*\.souk\/lock\.\n$/);
    expect(second.output).toBe('');
    expect(await isReady()).toBe(true);
  });

  it.each([
    { which: 'the shop', asked: 0, purpose: '' },
    { which: 'the sandbox', asked: -1, purpose: ', which is for the sandbox’s pages' },
  ])('when the port for $which is taken, says so and how to choose another', async ({ asked, purpose }) => {
    const elsewhere = await mkdtemp(path.join(tmpdir(), 'souk-elsewhere-'));
    const other = start(['--port', String(port + asked)], { cwd: elsewhere });
    expect(await other.exitCode).toBe(1);
    expect(other.errors).toBe(
      `Port ${port} is taken${purpose}. Choose another with: npm start -- --port ${port + asked + 1000}\n`,
    );
    await rm(elsewhere, { recursive: true });
  });

  // What runs is looked up in /proc.
  it.runIf(process.platform === 'linux')('when a service is killed, says so and brings it back', async () => {
    expect(current.processes()).toHaveLength(1 + PROCESSES.length);
    const cart = current.processes().find(({ command }) => command.includes('cart-service'));
    process.kill(cart!.pid, 'SIGKILL');
    await current.printed('cart-service ended; starting it again in 0.2 s');
    await current.printed('cart-service is back');
    await eventually(async () => expect(await isReady()).toBe(true));
    expect(current.processes()).toHaveLength(1 + PROCESSES.length);
  });

  it('when Ctrl-C is pressed, ends everything in order', async () => {
    await current.printed(DRAWN);
    const before = current.output.length;
    current.pressCtrlC();
    expect(await current.exitCode).toBe(0);
    expect(current.output.slice(before).trim()).toBe('Stopping …');
    expect(current.errors).toBe('');
    await nothingIsLeftOf(current);
    expect(existsSync(path.join(dir, '.souk/lock'))).toBe(false);
  });
});

describe('a later start', () => {
  it('still has the data, and makes no demo data again', async () => {
    current = start(['--port', String(port)]);
    await current.printed(READY);
    expect(await ordersOfTheShopper()).toEqual([demoOrder.id]);
    expect(await demoData()).toEqual({ products: 60, deliveries: 1 });
    expect(current.output).not.toContain('demo data');
  });

  it('when it is killed, nothing of it is left', async () => {
    current.kill('SIGKILL');
    expect(await current.exitCode).toBeNull();
    await eventually(() => nothingIsLeftOf(current));
  });
});

describe('a start with --reset', () => {
  it('forgets the data but not the secrets, also after a kill', async () => {
    const secrets = readFileSync(path.join(dir, '.souk/secrets.json'), 'utf8');
    current = start(['--reset', '--port', String(port)]);
    await current.printed(READY);
    expect(current.output).toContain(SEEDED);
    expect(readFileSync(path.join(dir, '.souk/secrets.json'), 'utf8')).toBe(secrets);
  });

  it('when stopped while pictures are drawn, ends in order all the same', async () => {
    expect(current.output).not.toContain(DRAWN);
    current.kill('SIGTERM');
    expect(await current.exitCode).toBe(0);
    expect(current.errors).toBe('');
    expect(current.output).not.toContain('not complete');
    expect(existsSync(path.join(dir, '.souk/demo-data.json'))).toBe(false);
    await nothingIsLeftOf(current);
  });
});
