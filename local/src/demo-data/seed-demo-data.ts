import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DEMO_ADMIN } from '../platform-plan.ts';
import { ShopClient, ShopRefused } from '../shop-client.ts';
import { DEMO_SHOPPERS } from './demo-accounts.ts';
import { DEMO_CATALOG, slugOf, type DemoCategory, type DemoProduct } from './demo-catalog.ts';

export interface SeedOptions {
  /** The shop's door. */
  readonly url: string;
  /** Data folder: remembers what has been made. */
  readonly dir: string;
  readonly onNews: (sentence: string) => void;
}

interface SeededProduct {
  readonly id: string;
  readonly images: readonly unknown[];
  readonly variants: readonly { readonly sku: string }[];
}

const AT_ONCE = 4;
/** The shop's limits count by the minute. */
const PATIENCE_MS = 90_000;

/**
 * Fills a new shop through its own API, as an admin would: accounts, categories, products and stock. Resolves when there is
 * something to buy; `pictures` resolves when every product has its picture. What an earlier start made is left as it is, and
 * what it was kept from making is made.
 *
 * @throws ShopRefused when the shop does not want it, or not soon enough.
 */
export async function seedDemoData({ url, dir, onNews }: SeedOptions): Promise<{ readonly pictures: Promise<void> }> {
  const marker = path.join(dir, 'demo-data.json');
  if (existsSync(marker)) return { pictures: Promise.resolve() };
  const seeder = new Seeder(new ShopClient(url));
  await seeder.openShop();
  onNews(
    `demo data is ready: ${DEMO_CATALOG.length} categories, ${seeder.products.length} products; their pictures follow`,
  );
  const pictures = seeder.drawPictures().then(() => {
    writeFileSync(marker, JSON.stringify({ madeAt: new Date() }));
    onNews('every product has its picture');
  });
  return { pictures };
}

interface ShippingMethods {
  readonly data: readonly { readonly price: { readonly currency: string } }[];
}

class Seeder {
  readonly products: {
    readonly id: string;
    readonly category: DemoCategory;
    readonly variation: number;
    readonly name: string;
  }[] = [];
  readonly #shop: ShopClient;
  #token = '';
  #currency = '';

  constructor(shop: ShopClient) {
    this.#shop = shop;
  }

  async openShop(): Promise<void> {
    this.#token = await patiently(() => this.#shop.logIn(DEMO_ADMIN.email, DEMO_ADMIN.password));
    const { data: methods } = await this.#shop.get<ShippingMethods>('/v1/shipping-methods');
    this.#currency = methods[0]?.price.currency ?? 'EUR';
    // For an address that has an account it changes nothing.
    await Promise.all(DEMO_SHOPPERS.map((shopper) => this.#send('POST', '/v1/auth/register', shopper)));
    for (const [position, { slug, name }] of DEMO_CATALOG.entries()) {
      await this.#unlessThere(this.#send('POST', '/v1/admin/categories', { slug, name, position }));
    }
    const wanted = DEMO_CATALOG.flatMap((category) =>
      category.products.map((product, variation) => ({ category, product, variation })),
    );
    await inParallel(wanted, async ({ category, product, variation }) => {
      const id = await this.#product(category, product, variation);
      this.products.push({ id, category, variation, name: product.name });
    });
  }

  async drawPictures(): Promise<void> {
    // Only the first start draws: the others do without the image library.
    const { drawPicture } = await import('./draw-picture.ts');
    // One after the other: drawing is for the time when people are already looking around.
    for (const { id, category, variation, name } of this.products) {
      const { images } = await this.#send<SeededProduct>('GET', `/v1/admin/products/${id}`);
      if (images.length > 0) continue;
      const picture = await drawPicture({ motif: category.motif, hue: category.hue, variation });
      const form = new FormData();
      form.append('images', new Blob([new Uint8Array(picture)], { type: 'image/png' }), `${slugOf(name)}.png`);
      form.append('alt', name);
      await this.#send('POST', `/v1/admin/products/${id}/images`, form);
    }
  }

  /** Makes a product and its stock; returns its id, also when it was there already. */
  async #product(category: DemoCategory, { name, text, price }: DemoProduct, variation: number): Promise<string> {
    const slug = slugOf(name);
    const variants = category.variants.map(([variant, surcharge], index) => ({
      sku: `${slug.toUpperCase()}-${index + 1}`,
      name: variant,
      price: { amount: price + surcharge, currency: this.#currency },
    }));
    await this.#unlessThere(
      this.#send('POST', '/v1/admin/products', {
        name,
        slug,
        description: `${text} ${category.about}`,
        category: category.slug,
        variants,
        publish: true,
      }),
    );
    for (const { sku } of variants) {
      const quantity = 20 + ((variation * 37) % 80);
      const delivery = { kind: 'in', quantity, reason: 'First delivery' };
      // With a key it is booked once, however many starts it takes: something may have been sold between two of them.
      const key = { 'idempotency-key': `first-delivery-${sku}` };
      await this.#send('POST', `/v1/admin/inventory/${sku}/adjustments`, delivery, key);
    }
    return (await this.#send<SeededProduct>('GET', `/v1/products/${slug}`)).id;
  }

  #send<Reply>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return patiently(() => this.#shop.send<Reply>(method, path, { token: this.#token, body, headers }));
  }

  async #unlessThere(made: Promise<unknown>): Promise<void> {
    try {
      await made;
    } catch (error) {
      // It is there already.
      if (!(error instanceof ShopRefused) || error.status !== 409) throw error;
    }
  }
}

/** Tries again when the shop says after which time that is worth it: a limit is reached, a service is being started again. */
async function patiently<Reply>(attempt: () => Promise<Reply>): Promise<Reply> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ShopRefused) || error.retryAfter === null) throw error;
      if (Date.now() + error.retryAfter * 1000 > deadline) throw error;
      await delay(error.retryAfter * 1000);
    }
  }
}

async function inParallel<Item extends object>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    // When one has failed, the others begin nothing new.
    waiting.length = 0;
  }
}
