import { randomUUID } from 'node:crypto';
import { ShopClient } from '@souk/local/shop-client';
import sharp from 'sharp';
import { expect } from 'vitest';
import { Customer } from '../customer.ts';
import type { Market } from '../market.ts';
import { PURCHASES } from './purchases.ts';

interface Product {
  readonly name: string;
  readonly images: readonly { readonly id: string; readonly publicId: string }[];
  readonly variants: readonly { readonly sku: string; readonly name: string }[];
}

async function aPicture(): Promise<FormData> {
  const background = { r: Math.floor(Math.random() * 256), g: 83, b: 42 };
  const picture = await sharp({ create: { width: 64, height: 48, channels: 3, background } })
    .png()
    .toBuffer();
  const form = new FormData();
  form.append('images', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'picture.png');
  return form;
}

/** Those that react to events. */
export const CONSUMERS = [
  'catalog-service',
  'cart-service',
  'order-service',
  'payment-service',
  'notification-service',
];

export const BACK_OFFICE = {
  'count the stock': async (market: Market) => {
    const { sku } = await market.sell({ stock: 3 });
    await market.adjust(sku, 4);
    await market.settled(async () => {
      expect(await market.stockOf(sku)).toMatchObject({ onHand: 7, available: 7 });
      const path = `/v1/admin/inventory/${sku}/movements`;
      const { data } = await market.asAdmin<{ data: { delta: number }[] }>('GET', path);
      expect(data.map(({ delta }) => delta)).toEqual([4, 3]);
    });
    await market.asAdmin('GET', `/v1/admin/inventory/${sku}/reservations`);
  },

  'change the pictures of a product': async (market: Market) => {
    const { productId } = await market.sell();
    const path = `/v1/admin/products/${productId}`;
    const imagesOf = async () => (await market.asAdmin<Product>('GET', path)).images;
    const form = await aPicture();
    await market.asAdmin('POST', `${path}/images`, form);
    const [image] = await imagesOf();
    expect(await imagesOf()).toHaveLength(1);
    await market.settled(async () => {
      const shown = await market.client.get<{ images: { url: string }[] }>(`/v1/products/${productId}`);
      expect(shown.images).toHaveLength(1);
      expect((await fetch(shown.images[0]?.url ?? '')).status).toBe(200);
    });
    const arranged = [{ publicId: image?.publicId, alt: 'A thing' }];
    await market.asAdmin('PATCH', `${path}/images`, { images: arranged });
    await market.asAdminOnce('DELETE', `${path}/images/${image?.id ?? ''}`, 'product.image-not-found');
    expect(await imagesOf()).toEqual([]);
    const sandbox = new ShopClient(market.floor.platform.sandboxUrl);
    await market.settled(async () => {
      const assets = await sandbox.get<unknown>('/_sandbox/cloudinary/assets');
      expect(JSON.stringify(assets)).not.toContain(image?.publicId);
    });
  },

  'change what is sold': async (market: Market) => {
    const slug = market.newName().toLowerCase();
    await market.asAdminOnce('POST', '/v1/admin/categories', 'category.slug-taken', { slug, name: 'New' });
    await market.asAdmin('PATCH', `/v1/admin/categories/${slug}`, { name: 'Newer' });
    const { productId, sku } = await market.sell();
    const path = `/v1/admin/products/${productId}`;
    await market.asAdmin('PATCH', path, { name: 'Another name', category: slug });
    const [price, other] = [{ amount: 900, currency: 'EUR' }, market.newName()];
    const variant = { sku: other, name: 'large', price };
    await market.asAdminOnce('POST', `${path}/variants`, 'product.sku-taken', variant);
    await market.asAdmin('PATCH', `${path}/variants/${other}`, { name: 'larger' });
    await market.adjust(other, 1);
    expect((await market.asAdmin<Product>('GET', path)).variants).toMatchObject([
      { sku },
      { sku: other, name: 'larger' },
    ]);
    await market.settled(async () => {
      const { data } = await market.client.get<{ data: object[] }>(`/v1/products?category=${slug}&inStock=true`);
      expect(data).toMatchObject([{ id: productId, name: 'Another name', inStock: true }]);
    });
    await market.asAdminOnce('DELETE', `${path}/variants/${other}`, 'product.variant-not-found');
    await market.asAdmin('PATCH', path, { category: 'e2e' });
    await market.asAdmin('DELETE', path);
    // Who was cut off while putting the product into it may still be at it, for all that anybody knows.
    await market.settled(() => market.asAdminOnce('DELETE', `/v1/admin/categories/${slug}`, 'category.not-found'));
    const { data } = await market.client.get<{ data: { slug: string }[] }>('/v1/categories');
    await market.settled(async () => {
      expect(data.map((category) => category.slug)).not.toContain(slug);
      const { status } = await fetch(`${market.floor.url}/v1/products/${productId}`);
      expect(status).toBe(404);
    });
  },

  'keep a category that a product is in': async (market: Market) => {
    const slug = market.newName().toLowerCase();
    const category = `/v1/admin/categories/${slug}`;
    await market.asAdminOnce('POST', '/v1/admin/categories', 'category.slug-taken', { slug, name: 'Kept' });
    const [one, other] = [await market.sell(), await market.sell()];
    await market.asAdmin('PATCH', `/v1/admin/products/${one.productId}`, { category: slug });
    await expect(market.asAdmin('DELETE', category)).rejects.toMatchObject({ code: 'category.in-use' });
    // Who was cut off while removing it has closed it for a minute.
    await market.settled(() => market.asAdmin('PATCH', `/v1/admin/products/${other.productId}`, { category: slug }));
    await market.settled(async () => {
      const { data } = await market.client.get<{ data: { id: string }[] }>(`/v1/products?category=${slug}`);
      expect(data.map(({ id }) => id).toSorted()).toEqual([one.productId, other.productId].toSorted());
    });
  },

  'look at everything': async (market: Market) => {
    const { orderId } = await PURCHASES.buy(market);
    const lists = ['orders', 'payments', 'webhook-events', 'products', 'notifications', 'users'];
    const messages = CONSUMERS.map((service) => `messages/${service}`);
    for (const list of [...lists, ...messages]) {
      expect(await market.asAdmin('GET', `/v1/admin/${list}`)).toMatchObject({ limit: 20 });
    }
    expect(await market.asAdmin('GET', `/v1/admin/payments/${orderId}`)).toMatchObject({
      orderId,
      status: 'succeeded',
    });
    await market.settled(async () => {
      expect((await fetch(`${market.floor.url}/v1/openapi.json`)).status).toBe(200);
      expect((await fetch(`${market.floor.url}/health/services`)).status).toBe(200);
    });
  },

  'ask twice, and for what is refused': async (market: Market) => {
    const [customer, { sku }, key] = [await Customer.register(market), await market.sell({ stock: 3 }), randomUUID()];
    const twice = async (ask: () => Promise<unknown>) => expect(await ask()).toEqual(await ask());
    await twice(() =>
      customer.post(`/v1/carts/${customer.cartId}/items`, { sku, quantity: 1 }, { 'idempotency-key': key }),
    );
    expect((await customer.cart()).lines).toMatchObject([{ sku, quantity: 1 }]);
    const unknown = customer.post(`/v1/carts/${customer.cartId}/items`, { sku: 'NOTHING', quantity: 1 });
    await expect(unknown).rejects.toMatchObject({ code: 'cart.sku-not-for-sale' });

    const adjustments = `/v1/admin/inventory/${sku}/adjustments`;
    await twice(() => market.asAdmin('POST', adjustments, { kind: 'in', quantity: 2, reason: 'Delivery' }, key));
    const tooMany = market.asAdmin('POST', adjustments, { kind: 'out', quantity: 99, reason: 'Theft' });
    await expect(tooMany).rejects.toMatchObject({ code: 'stock.is-held' });
    expect(await market.stockOf(sku)).toMatchObject({ onHand: 5, available: 5 });

    const address = { name: 'Somebody', line1: '1 Rue du Souk', postalCode: '75001', city: 'Paris', country: 'FR' };
    await twice(() => customer.post('/v1/me/addresses', address, { 'idempotency-key': key }));
    const { data } = await market.client.get<{ data: object[] }>('/v1/me/addresses', customer.credentials);
    expect(data).toHaveLength(1);

    const { orderId } = await customer.checkOut();
    await twice(() => customer.post(`/v1/orders/${orderId}/cancel`, undefined, { 'idempotency-key': key }));
    await market.settled(async () => {
      expect(await customer.order({ orderId, orderToken: null })).toMatchObject({ status: 'cancelled' });
    });
    const ofNobody = customer.post(`/v1/orders/${randomUUID()}/payment-sessions`);
    await expect(ofNobody).rejects.toMatchObject({ code: 'order.not-found' });

    const resend = market.asAdmin('POST', '/v1/admin/notifications/no-such-mail/resend');
    await expect(resend).rejects.toMatchObject({ code: 'email.not-found' });
    const reconcile = market.asAdmin('POST', `/v1/admin/payments/${randomUUID()}/reconcile`);
    await expect(reconcile).rejects.toMatchObject({ code: 'payment.not-found' });
    for (const service of CONSUMERS) {
      await twice(() => market.asAdmin('POST', `/v1/admin/messages/${service}/redrive`, { subject: orderId }, key));
    }
  },
};
