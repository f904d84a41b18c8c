import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KafkaEventBus } from '@souk/chassis/events/kafka-event-bus';
import { uuidv7 } from '@souk/chassis/ids';
import { createLogger } from '@souk/chassis/logger';
import { reservePorts } from '@souk/local/free-port';
import {
  DEMO_ADMIN,
  planPlatform,
  PORTS_OF_A_PLATFORM,
  portsFrom,
  WITHHELD,
  type Ports,
} from '@souk/local/platform-plan';
import { SupervisedProcess } from '@souk/local/process/supervised-process';
import { readOrMakeSecrets } from '@souk/local/secrets';
import { ShopClient } from '@souk/local/shop-client';
import { cpuMsOf } from './cpu.ts';
import type { Rush } from './options.ts';

interface RushResult {
  readonly sold: number;
  readonly refused: number;
  /** From the first order to the last answer. */
  readonly seconds: number;
  /** CPU of the database and of catalog-service for each order, in milliseconds. */
  readonly engineMs: number;
  readonly serviceMs: number;
}

/** What is needed to reserve stock; the rest of the platform would be measured too. */
const NEEDED = ['database', 'broker', 'user-service', 'catalog-service'];

/** Has so many orders ask for one piece each of one SKU at once, and catalog-service answer all of them: one rush after the other. */
export async function hotSku(rushes: readonly Rush[]): Promise<readonly RushResult[]> {
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-hot-sku-'));
  const running: SupervisedProcess[] = [];
  const reserved = await reservePorts(PORTS_OF_A_PLATFORM);
  try {
    const ports = portsFrom(reserved.ports);
    const plan = planPlatform({ ports, secrets: readOrMakeSecrets(dir), dir, environment: {}, logLevel: 'warn' });
    for (const one of [...plan.foundations, ...plan.services].filter(({ name }) => NEEDED.includes(name))) {
      const child = new SupervisedProcess({ ...one, withhold: WITHHELD, logs: dir, onNews: () => undefined });
      running.push(child);
      await child.start();
    }
    const pidOf = (name: string) => running.find((one) => one.name === name)?.pid ?? 0;
    const orders = await Orders.connect(`127.0.0.1:${ports.broker}`);
    const results: RushResult[] = [];
    for (const rush of rushes) {
      const sku = await aProductOf(rush.pieces, ports);
      const cpu = () => ({ engine: cpuMsOf(pidOf('database')), service: cpuMsOf(pidOf('catalog-service')) });
      const before = cpu();
      const answered = await orders.ask(sku, rush.buyers);
      const after = cpu();
      results.push({
        ...answered,
        engineMs: (after.engine - before.engine) / rush.buyers,
        serviceMs: (after.service - before.service) / rush.buyers,
      });
    }
    await orders.close();
    return results;
  } finally {
    for (const child of running.toReversed()) await child.stop();
    await reserved.release();
    await rm(dir, { recursive: true, force: true });
  }
}

/** Speaks of orders as order-service does. */
class Orders {
  readonly #bus: KafkaEventBus;
  readonly #answers = new Map<string, boolean>();
  #onAnswer = (): void => undefined;

  private constructor(bus: KafkaEventBus) {
    this.#bus = bus;
  }

  static async connect(broker: string): Promise<Orders> {
    const logger = createLogger('bench', 'silent');
    const orders = new Orders(await KafkaEventBus.connect({ brokers: [broker], clientId: 'bench', logger }));
    await orders.#bus.consume({
      group: `bench-${randomUUID()}`,
      topics: ['inventory-updates'],
      handle: ({ key, value }) => {
        const { type } = JSON.parse(value) as { type: string };
        if (type.startsWith('stock.reserved')) orders.#answers.set(key, true);
        if (type.startsWith('stock.rejected')) orders.#answers.set(key, false);
        orders.#onAnswer();
        return Promise.resolve();
      },
    });
    return orders;
  }

  /** Resolves when each order has its answer. */
  async ask(sku: string, count: number): Promise<Pick<RushResult, 'sold' | 'refused' | 'seconds'>> {
    this.#answers.clear();
    const { promise: answered, resolve } = Promise.withResolvers<undefined>();
    this.#onAnswer = () => {
      if (this.#answers.size === count) resolve(undefined);
    };
    const startedAt = performance.now();
    await this.#bus.publish(Array.from({ length: count }, () => orderCreated(sku)));
    await answered;
    const sold = [...this.#answers.values()].filter(Boolean).length;
    return { sold, refused: count - sold, seconds: (performance.now() - startedAt) / 1000 };
  }

  close(): Promise<void> {
    return this.#bus.close();
  }
}

function orderCreated(sku: string) {
  const orderId = uuidv7();
  const event = {
    specversion: '1.0' as const,
    id: uuidv7(),
    source: '/bench',
    type: 'order.created.v1',
    subject: orderId,
    time: new Date().toISOString(),
    sequence: 1,
    correlationid: orderId,
    causationid: 'bench',
    data: { orderId, lines: [{ sku, quantity: 1 }] },
  };
  return { topic: 'order-events', event };
}

/** The SKU of a new product. */
async function aProductOf(pieces: number, ports: Ports): Promise<string> {
  const catalog = new ShopClient(`http://127.0.0.1:${ports.catalog}`);
  const token = await new ShopClient(`http://127.0.0.1:${ports.user}`).logIn(DEMO_ADMIN.email, DEMO_ADMIN.password);
  const slug = `rush-${randomUUID()}`;
  const sku = slug.toUpperCase();
  const post = (address: string, body: object) => catalog.post(address, { token, body });
  await post('/v1/admin/categories', { slug, name: 'Rush' });
  const variants = [{ sku, name: 'One', price: { amount: 1000, currency: 'EUR' } }];
  await post('/v1/admin/products', {
    name: 'Rush',
    slug,
    description: 'One.',
    category: slug,
    variants,
    publish: true,
  });
  await post(`/v1/admin/inventory/${sku}/adjustments`, { kind: 'in', quantity: pieces, reason: 'Bench' });
  return sku;
}
