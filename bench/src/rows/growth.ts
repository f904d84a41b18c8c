import { Database } from '@souk/chassis/mongo/database';
import { createLogger } from '@souk/chassis/logger';
import { DEMO_SHOPPERS } from '@souk/local/demo-data/demo-accounts';
import { load, measureIdle, type Bench, type Shop } from '../bench.ts';
import { addOrders } from '../fill/orders.ts';
import { addProducts } from '../fill/products.ts';
import { neverDrawnBefore, Random } from '../random.ts';
import { costRow, limitRow, rateRow } from '../report.ts';
import { Words } from '../words.ts';
import { QUESTIONS, type Question } from './questions.ts';

/** So much of the engine's time a reply may cost, however many rows there are. */
const MOST_ENGINE_MS = 8;
const MOST_GROWTH = 2;
/** Rows that need products and no growth. */
const BUYING = ['cart-add', 'cart-change', 'purchase', 'recovery', 'backlog'];
/** So few that all but the first replies may come from a cache. */
const POPULAR = 8;

/** Fills the shop in steps, and asks it all kinds of questions at each size: what nobody has asked before, and what everybody asks. */
export async function measureGrowth(bench: Bench, shop: Shop): Promise<void> {
  const questions = QUESTIONS.filter(({ name }) => bench.wants(name));
  if (questions.length === 0 && !bench.wants(...BUYING)) return;
  const { token, userId } = await aCustomer(shop);
  const words = new Words();
  const costs = new Map<string, number[]>();
  let size = 0;
  // Whoever buys only, buys in the largest shop.
  for (const wanted of questions.length === 0 ? bench.options.sizes.slice(-1) : bench.options.sizes) {
    await fill(shop, words, userId, size, wanted);
    size = wanted;
    await measureIdle(bench, shop);
    for (const question of questions) {
      const cost = await ask(bench, shop, question, { size, words, customer: token });
      costs.set(question.what, [...(costs.get(question.what) ?? []), cost]);
    }
  }
  const [smallest = 0] = bench.options.sizes;
  for (const [what, [first = 0, ...more]] of costs) {
    const last = more.at(-1);
    if (last === undefined) continue;
    const name = questions.find((question) => question.what === what)?.name ?? what;
    bench.note(limitRow(name, `${what}: engine CPU, ${size} to ${smallest} rows`, last / first, ': 1', MOST_GROWTH));
  }
}

interface Asked {
  readonly size: number;
  readonly words: Words;
  readonly customer: string;
}

/** Milliseconds of the engine for each reply that comes from no cache. */
async function ask(bench: Bench, shop: Shop, question: Question, { size, words, customer }: Asked): Promise<number> {
  const { name, what, isCached, asker, draw } = question;
  const random = new Random(bench.options.seed + size);
  const token = { nobody: null, admin: shop.token, customer }[asker];
  const request = token === null ? {} : { headers: { authorization: `Bearer ${token}` } };
  const next = neverDrawnBefore(() => draw({ random, words, size }));
  const unasked = await load(bench, shop, () => {
    const path = next();
    return path === null ? null : shop.shop.send(path, request);
  });
  bench.note(costRow(name, `${what}, ${size} rows${isCached ? ', uncached' : ''}`, unasked, MOST_ENGINE_MS));
  if (!isCached) return unasked.engineMs ?? 0;
  const popular = Array.from({ length: POPULAR }, () => draw({ random, words, size }));
  const asked = await load(bench, shop, (index) => shop.shop.send(popular[index % POPULAR] ?? '', request));
  bench.note(rateRow(name, `${what}, ${size} rows, cached`, asked, 0));
  return unasked.engineMs ?? 0;
}

async function aCustomer({ admin }: Shop): Promise<{ readonly token: string; readonly userId: string }> {
  const [{ email, password }] = DEMO_SHOPPERS;
  const token = await admin.logIn(email, password);
  const { id } = await admin.get<{ id: string }>('/v1/me', { token });
  return { token, userId: id };
}

/** Straight into the databases, past the services: they are restarted, so that they know of it. */
async function fill({ platform }: Shop, words: Words, customerId: string, from: number, to: number): Promise<void> {
  const startedAt = performance.now();
  const services = ['catalog-service', 'order-service'].map((name) => platform.process(name));
  // They would look at what comes, and are ended after it.
  for (const service of services) await service.signal('SIGSTOP');
  const uri = `mongodb://127.0.0.1:${platform.ports.engine}/?directConnection=true`;
  const logger = createLogger('bench', 'silent');
  const open = (name: string) => Database.connect({ uri, name, service: 'bench', logger });
  const [catalog, orders] = await Promise.all([open('catalog-service'), open('order-service')]);
  await addProducts(catalog, words, from, to);
  await addOrders(orders, customerId, from, to);
  await Promise.all([catalog.close(), orders.close()]);
  for (const service of services) {
    await service.crash();
    await service.ready();
  }
  console.log(`    ${to} products and orders, after ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
}
