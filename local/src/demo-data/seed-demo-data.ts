import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DEMO_ADMIN } from '../platform-plan.ts';
import { ShopClient, ShopRefused } from '../shop-client.ts';
import { DEMO_SHOPPERS } from './demo-accounts.ts';
import { DEMO_CATALOG, slugOf, type DemoCategory, type DemoProduct } from './demo-catalog.ts';
import { drawPicture } from './draw-picture.ts';

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

/**
 * Fills a new shop through its own API, as an admin would: accounts, categories, products and stock. Resolves when there is
 * something to buy; `pictures` resolves when every product has its picture. What an earlier start made is left as it is.
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

class Seeder {
  readonly products: {
    readonly id: string;
    readonly category: DemoCategory;
    readonly variation: number;
    readonly name: string;
  }[] = [];
  readonly #shop: ShopClient;
  #token = '';

  constructor(shop: ShopClient) {
    this.#shop = shop;
  }

  async openShop(): Promise<void> {
    this.#token = await this.#shop.logIn(DEMO_ADMIN.email, DEMO_ADMIN.password);
    await Promise.all(DEMO_SHOPPERS.map((shopper) => this.#shop.post('/v1/auth/register', { body: shopper })));
    for (const [position, { slug, name }] of DEMO_CATALOG.entries()) {
      await this.#unlessThere(this.#admin('/v1/admin/categories', { slug, name, position }));
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
    // One after the other: drawing is for the time when people are already looking around.
    for (const { id, category, variation, name } of this.products) {
      const { images } = await this.#shop.get<SeededProduct>(`/v1/admin/products/${id}`, { token: this.#token });
      if (images.length > 0) continue;
      const picture = await drawPicture({ motif: category.motif, hue: category.hue, variation });
      const form = new FormData();
      form.append('images', new Blob([new Uint8Array(picture)], { type: 'image/png' }), `${slugOf(name)}.png`);
      await this.#admin(`/v1/admin/products/${id}/images`, form);
    }
  }

  /** Makes a product and its stock; returns its id, also when it was there already. */
  async #product(category: DemoCategory, { name, text, price }: DemoProduct, variation: number): Promise<string> {
    const slug = slugOf(name);
    const variants = category.variants.map(([variant, surcharge], index) => ({
      sku: `${slug.toUpperCase()}-${index + 1}`,
      name: variant,
      price: { amount: price + surcharge, currency: 'EUR' },
    }));
    await this.#unlessThere(
      this.#admin('/v1/admin/products', {
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
      // `set` makes the same stock however often it is done.
      await this.#admin(`/v1/admin/inventory/${sku}/adjustments`, { kind: 'set', quantity, reason: 'First delivery' });
    }
    return (await this.#shop.get<SeededProduct>(`/v1/products/${slug}`)).id;
  }

  #admin<Reply>(path: string, body: unknown): Promise<Reply> {
    return this.#shop.post<Reply>(path, { token: this.#token, body });
  }

  async #unlessThere(made: Promise<unknown>): Promise<void> {
    try {
      await made;
    } catch (error) {
      if (!(error instanceof ShopRefused) || error.status !== 409) throw error;
    }
  }
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
