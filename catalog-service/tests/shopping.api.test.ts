import { randomUUID } from 'node:crypto';
import { ProductUpdatedV1 } from '@souk/contracts/catalog-events';
import { eventually } from '@souk/testing/eventually';
import { MOST_SKUS_PER_LOOK_UP } from '@souk/kernel/limits';
import type { ServiceIdentifier } from 'inversify';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { T } from '../src/composition/tokens.ts';
import {
  addProduct,
  adjust,
  admin,
  aSku,
  euros,
  orderEvents,
  startCatalog,
  type RunningCatalog,
} from './running-catalog.ts';

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await startCatalog();
});
afterAll(() => catalog.stop());

interface Card {
  readonly id: string;
  readonly name: string;
}

/** A category of its own with products of these names, prices and pieces. */
async function categoryOf(products: readonly { name: string; price: number; pieces?: number; description?: string }[]) {
  const category = `c-${randomUUID().slice(0, 8)}`;
  await catalog.api.post('/v1/admin/categories', { token: admin, body: { slug: category, name: category } });
  for (const { name, price, pieces = 0, description = '' } of products) {
    const sku = aSku();
    await addProduct(catalog, { name, category, description, variants: [{ sku, name: '1', price: euros(price) }] });
    if (pieces > 0) await adjust(catalog, sku, { kind: 'in', quantity: pieces });
  }
  return category;
}

const namesOf = async (query: string): Promise<string[]> => {
  const { status, body } = await catalog.api.get(`/v1/products?${query}`);
  expect(status).toBe(200);
  return body.data.map(({ name }: Card) => name);
};

describe('GET /v1/products', () => {
  it('when asked for a category, shows cards of its published products, the newest first', async () => {
    const category = await categoryOf([
      { name: 'Assam', price: 500 },
      { name: 'Ceylon', price: 300 },
    ]);
    await addProduct(catalog, { category, publish: false });
    const { body } = await catalog.api.get(`/v1/products?category=${category}`);
    expect(body).toMatchObject({ count: 2, limit: 20, offset: 0 });
    expect(body.data).toMatchObject([{ name: 'Ceylon' }, { name: 'Assam' }]);
    expect(body.data[0]).toEqual({
      id: expect.any(String),
      slug: expect.any(String),
      name: 'Ceylon',
      category,
      image: null,
      price: euros(300),
      inStock: false,
    });
  });

  it('when told how to sort, does so, also from page to page', async () => {
    const category = await categoryOf([
      { name: 'B', price: 200 },
      { name: 'A', price: 300 },
      { name: 'C', price: 100 },
    ]);
    const sorted = (sort: string) => namesOf(`category=${category}&sort=${sort}`);
    expect(await sorted('name')).toEqual(['A', 'B', 'C']);
    expect(await sorted('-name')).toEqual(['C', 'B', 'A']);
    expect(await sorted('price')).toEqual(['C', 'B', 'A']);
    expect(await sorted('-price')).toEqual(['A', 'B', 'C']);
    expect(await sorted('createdAt')).toEqual(['B', 'A', 'C']);
    expect(await namesOf(`category=${category}&sort=name&limit=1&offset=1`)).toEqual(['B']);
  });

  it('when given prices, shows what costs no less and no more', async () => {
    const category = await categoryOf([
      { name: 'A', price: 100 },
      { name: 'B', price: 200 },
      { name: 'C', price: 300 },
    ]);
    expect(await namesOf(`category=${category}&minPrice=200&sort=name`)).toEqual(['B', 'C']);
    expect(await namesOf(`category=${category}&maxPrice=200&sort=name`)).toEqual(['A', 'B']);
    expect(await namesOf(`category=${category}&minPrice=101&maxPrice=299`)).toEqual(['B']);
  });

  it('when asked for what is in stock, shows what can be bought, moments after it changed', async () => {
    const category = await categoryOf([{ name: 'Sold out', price: 100 }]);
    const sku = aSku();
    await addProduct(catalog, { name: 'There', category, variants: [{ sku, name: '1', price: euros(1) }] });
    await adjust(catalog, sku, { kind: 'in', quantity: 1 });
    await eventually(async () => {
      expect(await namesOf(`category=${category}&inStock=true`)).toEqual(['There']);
      expect(await namesOf(`category=${category}&inStock=false`)).toEqual(['Sold out']);
    });
    await orderEvents(catalog).created([{ sku, quantity: 1 }]);
    await eventually(async () => {
      expect(await namesOf(`category=${category}&inStock=true`)).toEqual([]);
    });
  });

  it('when given words, finds them: in names before descriptions, by their stems, and as words only', async () => {
    const category = await categoryOf([
      { name: 'Bowl', price: 1, description: 'For jasmine teas.' },
      { name: 'Jasmine', price: 1 },
      { name: 'Spoon', price: 1, description: 'Of wood.' },
    ]);
    expect(await namesOf(`category=${category}&q=jasmine`)).toEqual(['Jasmine', 'Bowl']);
    expect(await namesOf(`category=${category}&q=${encodeURIComponent(' SPOONS ')}`)).toEqual(['Spoon']);
    expect(await namesOf(`category=${category}&q=${encodeURIComponent('-jasmine "spoon')}&sort=name`)).toEqual([
      'Bowl',
      'Jasmine',
      'Spoon',
    ]);
    expect(await namesOf(`category=${category}&q=${encodeURIComponent('(.*)+$')}`)).toEqual([]);
  });

  it('when several words are given, shows first what has all of them, then what has some', async () => {
    const category = await categoryOf([
      { name: 'Walnut tray', price: 1 },
      { name: 'Tray', price: 1, description: 'Of oak.' },
      { name: 'Oak tray', price: 1 },
      { name: 'Oak bowl', price: 1 },
    ]);
    const names = await namesOf(`category=${category}&q=oak+tray`);
    expect(names.slice(0, 2)).toEqual(['Oak tray', 'Tray']);
    expect(names.slice(2).toSorted()).toEqual(['Oak bowl', 'Walnut tray']);
  });

  it.each([
    ['the beginning of its last word', 'Hojicha roaster', 'hojicha roas'],
    ['letters without their marks', 'Crème brûlée', 'creme brulee'],
    ['a word of a script without spaces', '抹茶茶碗', '茶碗'],
    ['its words in the plural', 'Strainer', 'strainers'],
  ])('when %s is given, finds the product', async (_what, name, q) => {
    const category = await categoryOf([{ name, price: 1 }]);
    expect(await namesOf(`category=${category}&q=${encodeURIComponent(q)}`)).toEqual([name]);
  });

  it('when names are sorted, goes by letters, not by bytes', async () => {
    const category = await categoryOf(['apple', 'Zebra', 'Äpfel', 'banana'].map((name) => ({ name, price: 1 })));
    expect(await namesOf(`category=${category}&sort=name`)).toEqual(['Äpfel', 'apple', 'banana', 'Zebra']);
    expect(await namesOf(`category=${category}&q=apple+zebra+banana&sort=-name`)).toEqual(['Zebra', 'banana', 'apple']);
  });

  it.each(['', '&sort=name', '&sort=-price', '&q=cursor', '&q=cursor&sort=name', '&minPrice=1&sort=name'])(
    'when paged by cursor with %j, shows everything once, in order',
    async (query) => {
      const names = ['C', 'A', 'E', 'B', 'D'].map((letter) => `Cursor ${letter}`);
      const category = await categoryOf(names.map((name, index) => ({ name, price: 10 + (index % 2) })));
      const whole = await namesOf(`category=${category}${query}`);
      const paged: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const { body } = await catalog.api.get(`/v1/products?category=${category}${query}&limit=2${after}`);
        expect(body).toMatchObject({ count: 5, isCountCapped: false, limit: 2 });
        paged.push(...body.data.map(({ name }: Card) => name));
        cursor = body.next;
      }
      expect(paged).toEqual(whole);
      expect(paged.toSorted()).toEqual(names.toSorted());
    },
  );

  it.each(['offset=1001', 'cursor=nonsense', 'q=tea&cursor=nonsense'])(
    'when asked with %s, says how to go on',
    async (query) => {
      expect((await catalog.api.get(`/v1/products?${query}`)).status).toBe(400);
    },
  );

  it.each([
    'unknown=1',
    'limit=101',
    'limit=0',
    'offset=-1',
    'sort=secret',
    'inStock=maybe',
    'minPrice=-1',
    'minPrice=1.5',
    'q=',
    `q=${'x'.repeat(101)}`,
    'q[$ne]=1',
    'category[$gt]=',
    'q=a&q=b',
    'status=draft',
  ])('when asked with %s, refuses', async (query) => {
    const reply = await catalog.api.get(`/v1/products?${query}`);
    expect(reply).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });
});

describe('GET /v1/products/:idOrSlug', () => {
  it('when asked by id or by slug, shows the same product', async () => {
    const { id, slug, sku } = await addProduct(catalog, { pieces: 3 });
    const bySlug = await catalog.api.get(`/v1/products/${slug}`);
    expect(bySlug.body).toEqual({
      id,
      slug,
      name: 'Green tea',
      description: 'From the first harvest.',
      category: 'tea',
      price: euros(1250),
      inStock: true,
      variants: [{ sku, name: '100 g', price: euros(1250), available: 3 }],
      images: [],
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    expect((await catalog.api.get(`/v1/products/${id}`)).text).toBe(bySlug.text);
  });

  it('when its name reads like an id, is found at its slug', async () => {
    const { slug, id } = await addProduct(catalog, { slug: undefined, name: randomUUID().replaceAll('-', ' ') });
    expect((await catalog.api.get(`/v1/products/${slug}`)).body.id).toBe(id);
  });

  it('when many are asked for at once, by slug or id, shows each and refuses what is not there', async () => {
    const category = await categoryOf(
      Array.from({ length: 6 }, (_, number) => ({ name: `Of many ${number}`, price: 100 })),
    );
    const { body } = await catalog.api.get(`/v1/products?category=${category}`);
    const cards: readonly (Card & { readonly slug: string })[] = body.data;
    // A product is found at its own address also where that reads like the id of another one.
    const [{ id } = { id: '' }] = cards;
    const imitation = await addProduct(catalog, { slug: undefined, name: randomUUID().replaceAll('-', ' ') });
    const names = [...cards.map((card) => card.slug), id, imitation.slug, randomUUID(), 'nothing'];
    const replies = await Promise.all(names.map((each) => catalog.api.get(`/v1/products/${each}`)));
    const shown = replies.map((reply) => (reply.status === 200 ? reply.body.id : reply.status));
    expect(shown).toEqual([...cards.map((card) => card.id), id, imitation.id, 404, 404]);
  });

  it('when there is a lot, does not say how much', async () => {
    const { slug } = await addProduct(catalog, { pieces: 5_000 });
    expect((await catalog.api.get(`/v1/products/${slug}`)).body.variants[0].available).toBe(100);
  });

  it('when orders take stock, says so moments later', async () => {
    const { slug, sku } = await addProduct(catalog, { pieces: 3 });
    await catalog.api.get(`/v1/products/${slug}`);
    await orderEvents(catalog).created([{ sku, quantity: 2 }]);
    await eventually(async () => {
      expect((await catalog.api.get(`/v1/products/${slug}`)).body.variants[0].available).toBe(1);
    });
  });

  it.each(['/v1/products/none', '/v1/products/0197a1b2-0000-7000-8000-0000000000cc'])(
    'when asked for %s, finds nothing',
    async (path) => {
      expect(await catalog.api.get(path)).toMatchObject({ status: 404, body: { code: 'product.not-found' } });
    },
  );

  it.each(['/v1/products/A%24b', '/v1/products/%7B%22$ne%22:1%7D', '/v1/products/a%2Fb'])(
    'when asked for %s, refuses',
    async (path) => {
      expect(await catalog.api.get(path)).toMatchObject({ status: 400 });
    },
  );
});

describe('what caches are told', () => {
  it('when asked again with the tag, answers 304 with no body, until something changes', async () => {
    const { id, slug } = await addProduct(catalog);
    const first = await catalog.api.get(`/v1/products/${slug}`);
    expect(first.headers.get('cache-control')).toBe('public, max-age=5, stale-while-revalidate=30');
    const headers = { 'if-none-match': `"other", ${first.headers.get('etag') ?? ''}` };
    const again = await catalog.api.get(`/v1/products/${slug}`, { headers });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', first.headers.get('etag')]);
    await catalog.api.patch(`/v1/admin/products/${id}`, { token: admin, body: { name: 'Other' } });
    const changed = await catalog.api.get(`/v1/products/${slug}`, { headers });
    expect([changed.status, changed.body.name]).toEqual([200, 'Other']);
  });

  it('when lists and categories are asked for, both carry a tag', async () => {
    for (const path of ['/v1/products?limit=1', '/v1/categories']) {
      const { headers } = await catalog.api.get(path);
      const again = await catalog.api.get(path, { headers: { 'if-none-match': headers.get('etag') ?? '' } });
      expect(again.status).toBe(304);
    }
  });

  it('when another process changes a product, its event empties the caches of this one', async () => {
    const { id, slug } = await addProduct(catalog);
    await catalog.api.get(`/v1/products/${slug}`);
    // This container is wired like another process: with caches of its own.
    await catalog.container.get(T.ProductRepository).update(id, (product) => {
      product.describe({ name: 'Changed elsewhere' }, new Date());
    });
    await eventually(() => {
      expect(catalog.published(ProductUpdatedV1).filter(({ subject }) => subject === id)).toHaveLength(1);
    });
    await catalog.bus.drained();
    expect((await catalog.api.get(`/v1/products/${slug}`)).body.name).toBe('Changed elsewhere');
  });
});

describe('what another process changes', () => {
  /** Wired like another process, with caches of its own. */
  const elsewhere = () => catalog.container;

  it('when it is a draft that nobody is told of, or a category, shows within moments', async () => {
    const category = await categoryOf([]);
    const nameOf = async () => {
      const { body } = await catalog.api.get('/v1/categories');
      return body.data.find(({ slug }: { slug: string }) => slug === category).name as string;
    };
    expect(await nameOf()).toBe(category);
    await elsewhere().get(T.Categories).change(category, { name: 'Changed elsewhere' });
    await eventually(async () => {
      expect(await nameOf()).toBe('Changed elsewhere');
    });
  });

  it('when it is whether products are in stock, lists follow', async () => {
    const category = await categoryOf([]);
    const { sku } = await addProduct(catalog, { category });
    const isInStock = async () =>
      (await catalog.api.get(`/v1/products?category=${category}`)).body.data[0].inStock as boolean;
    expect(await isInStock()).toBe(false);
    await elsewhere()
      .get(T.StockRepository)
      .adjust(sku, { id: randomUUID(), kind: 'in', quantity: 1, reason: 'Delivery', by: 'admin-1', at: new Date() });
    await elsewhere().get(T.InStockFlags).refresh();
    await eventually(async () => {
      expect(await isInStock()).toBe(true);
    });
  });
});

describe('GET /internal/skus', () => {
  it('when asked for several, says what each is, costs and has, and leaves the unknown out', async () => {
    const { id, slug, sku } = await addProduct(catalog, { pieces: 7 });
    const { id: archived, sku: old } = await addProduct(catalog);
    await catalog.api.delete(`/v1/admin/products/${archived}`, { token: admin });
    const { status, body } = await catalog.api.get(`/internal/skus?sku=${sku},${old},NONE,${sku}`);
    expect(status).toBe(200);
    expect(body.data).toEqual([
      {
        sku,
        productId: id,
        slug,
        name: 'Green tea',
        variant: '100 g',
        unitPrice: euros(1250),
        available: 7,
        image: null,
        isForSale: true,
      },
      expect.objectContaining({ sku: old, isForSale: false }),
    ]);
  });

  it('when asked for as many as two full carts hold, says what each is', async () => {
    const skus = Array.from({ length: MOST_SKUS_PER_LOOK_UP }, () => aSku());
    for (let first = 0; first < skus.length; first += 50) {
      await addProduct(catalog, { skus: skus.slice(first, first + 50) });
    }
    const { body } = await catalog.api.get(`/internal/skus?sku=${skus.join()}`);
    expect(body.data).toHaveLength(skus.length);
  });

  it('when asked for too many or in another way, refuses', async () => {
    const many = Array.from({ length: MOST_SKUS_PER_LOOK_UP + 1 }, (_, index) => `S${index}`).join();
    for (const query of [`sku=${many}`, 'sku=A&sku=B', 'sku[$ne]=1', 'skus=A', 'sku=A,.B', '']) {
      expect((await catalog.api.get(`/internal/skus?${query}`)).status).toBe(400);
    }
  });
});

describe('products that were stored by an earlier version', () => {
  it('when they have no words yet, are found once a sweep has come by', async () => {
    const category = await categoryOf([{ name: 'Forgotten kettle', price: 1 }]);
    const client = await mongo.MongoClient.connect(catalog.mongodbUri);
    const indexed = { nameWords: '', words: '', rank: '', sortKey: '', indexedAs: '' };
    await client.db('catalog-service').collection('products').updateOne({ category }, { $unset: indexed });
    await client.close();
    await eventually(async () => {
      await catalog.container.get(T.CatalogChanges).tell('products');
      expect(await namesOf(`q=forgotten&category=${category}`)).toEqual(['Forgotten kettle']);
    });
  });
});

describe('the service', () => {
  it('when it is up, is ready and describes its routes, but not the internal ones', async () => {
    expect((await catalog.api.get('/health/ready')).status).toBe(200);
    const { body } = await catalog.api.get('/internal/openapi.json');
    expect(Object.keys(body)).not.toContain('/internal/skus');
    const images = body['/v1/admin/products/{productId}/images'].post.requestBody.content['multipart/form-data'];
    expect(images.schema.properties.images.items).toEqual({ type: 'string', format: 'binary' });
    expect(body['/v1/products'].get.parameters.map(({ name }: Card) => name)).toContain('inStock');
  });

  it('when wired, has something behind every token', async () => {
    for (const token of Object.values<ServiceIdentifier>(T)) {
      expect(catalog.container.get(token)).toBeDefined();
    }
  });
});
