import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seedDemoData } from '../../src/demo-data/seed-demo-data.ts';
import { DEMO_ADMIN } from '../../src/platform-plan.ts';
import { Platform } from '../../src/platform.ts';
import { ShopClient } from '../../src/shop-client.ts';

interface Stock {
  readonly sku: string;
  readonly onHand: number;
}

interface Product {
  readonly id: string;
  readonly name: string;
  readonly images: readonly { readonly alt: string }[];
}

/** The shop's door, seen by the seeding: lets so many requests through, then says no. */
class Door {
  requests = 0;
  /** Requests that may still pass. */
  open = Infinity;
  /** Says 429 to the next request, once. */
  isCrowded = false;
  readonly #server: Server;

  constructor(upstream: number) {
    this.#server = createServer((incoming, reply) => {
      this.requests += 1;
      if (this.isCrowded || --this.open < 0) {
        reply.writeHead(this.isCrowded ? 429 : 500, this.isCrowded ? { 'retry-after': '1' } : {});
        reply.end('{"code":"test.refused"}');
        this.isCrowded = false;
        return;
      }
      const { method, url, headers } = incoming;
      const outgoing = request({ host: '127.0.0.1', port: upstream, method, path: url, headers }, (answer) => {
        reply.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(reply);
      });
      incoming.pipe(outgoing);
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

let dir: string;
let platform: Platform;
let door: Door;
let url: string;
let shop: ShopClient;
let token: string;
const news: string[] = [];

const seed = () => seedDemoData({ url, dir, onNews: (sentence) => news.push(sentence) });
const marker = () => path.join(dir, 'demo-data.json');

async function all<Item>(address: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (;;) {
    const page = `${address}?limit=100&offset=${items.length}`;
    const { data, count } = await shop.get<{ data: Item[]; count: number }>(page, { token });
    items.push(...data);
    if (items.length >= count) return items;
  }
}

const stockOf = async (wanted: string) =>
  (await all<Stock>('/v1/admin/inventory')).find(({ sku }) => sku === wanted)?.onHand;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'souk-seed-'));
  platform = await Platform.start({ dir, logLevel: 'warn', environment: { RATE_LIMIT_PER_MINUTE: '0' } });
  door = new Door(platform.ports.gateway);
  url = await door.listen();
  shop = new ShopClient(platform.url);
  token = await shop.logIn(DEMO_ADMIN.email, DEMO_ADMIN.password);
});

afterAll(async () => {
  door.close();
  await platform.stop();
  await rm(dir, { recursive: true, force: true });
});

it('when it is cut off in the middle, fails with the shop’s words and does not pass for done', async () => {
  door.open = 100;
  await expect(seed()).rejects.toThrow(/→ 500 test\.refused/);
  expect(existsSync(marker())).toBe(false);
  const products = await all<Product>('/v1/admin/products');
  expect(products.length).toBeGreaterThan(5);
  expect(products.length).toBeLessThan(60);
});

it('when started again, completes it, waits where the shop is busy, and does not touch what was sold meanwhile', async () => {
  const first = (await all<Stock>('/v1/admin/inventory')).find(({ onHand }) => onHand > 0);
  const { sku, onHand } = first!;
  const sold = { kind: 'out', quantity: 1, reason: 'Sold' };
  await shop.post(`/v1/admin/inventory/${sku}/adjustments`, { token, body: sold });
  door.open = 300;
  door.isCrowded = true;

  // The door closes again while pictures are drawn.
  const { pictures } = await seed();
  await expect(pictures).rejects.toThrow(/→ 500 test\.refused/);
  expect(existsSync(marker())).toBe(false);
  expect(await all('/v1/admin/products')).toHaveLength(60);
  const stock = await all<Stock>('/v1/admin/inventory');
  expect(stock).toHaveLength(120);
  expect(stock.every((each) => each.onHand >= 19)).toBe(true);
  expect(await stockOf(sku)).toBe(onHand - 1);
  const { data: categories } = await shop.get<{ data: { slug: string }[] }>('/v1/categories');
  expect(categories.map(({ slug }) => slug)).toEqual(['tea', 'spices', 'lanterns', 'rugs', 'pottery', 'leather']);
  expect(news).toEqual(['demo data is ready: 6 categories, 60 products; their pictures follow']);
});

it('when started once more, gives every product the one picture that it lacks, described by its name', async () => {
  const withPicture = async () => (await all<Product>('/v1/admin/products')).filter(({ images }) => images.length > 0);
  const before = (await withPicture()).length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(60);
  door.open = Infinity;
  await (
    await seed()
  ).pictures;
  const products = await withPicture();
  expect(products).toHaveLength(60);
  for (const { name, images } of products) expect(images.map(({ alt }) => alt)).toEqual([name]);
  expect(existsSync(marker())).toBe(true);
  expect(news.at(-1)).toBe('every product has its picture');
});

it('when everything is made, asks for nothing more', async () => {
  const before = door.requests;
  await (
    await seed()
  ).pictures;
  expect(door.requests).toBe(before);
});
