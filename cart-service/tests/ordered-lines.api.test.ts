import { randomUUID } from 'node:crypto';
import { OrderConfirmedV1 } from '@souk/contracts/order-events';
import { afterAll, describe, expect, it } from 'vitest';
import { euros, startCartService } from './running-cart-service.ts';

const service = await startCartService();
const { api, aGuestCart, offer, quantitiesAt } = service;

afterAll(() => service.stop());

describe('when an order is confirmed', () => {
  const confirm = (
    cartId: string,
    ordered: Record<string, number>,
    options: { id?: string; orderId?: string } = {},
  ) => {
    const { orderId = randomUUID(), ...delivery } = options;
    return service.deliver(
      OrderConfirmedV1,
      {
        orderId,
        cartId,
        customerId: null,
        email: 'amira@souk.test',
        lines: Object.entries(ordered).map(([sku, quantity]) => ({
          sku,
          quantity,
          productId: 'p1',
          name: 'Green tea, 100 g',
          unitPrice: euros(1250),
        })),
        shipping: { method: 'standard', name: 'Standard delivery', price: euros(490) },
        total: euros(2990),
      },
      { subject: orderId, ...delivery },
    );
  };

  it('its cart loses what was ordered and keeps what was put in since', async () => {
    const { id, path, headers, sku } = await aGuestCart({ quantity: 2 });
    const since = offer();
    await api.post(`${path}/items`, { headers, body: { sku, quantity: 1 } });
    await api.post(`${path}/items`, { headers, body: { sku: since } });
    await confirm(id, { [sku]: 2 });
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 1, [since]: 1 });
  });

  it('and the news comes again, its cart loses nothing more', async () => {
    const { id, path, headers, sku } = await aGuestCart({ quantity: 3 });
    const { id: eventId, subject: orderId } = await confirm(id, { [sku]: 1 });
    await confirm(id, { [sku]: 1 }, { id: eventId, orderId });
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 2 });
  });

  it('and its cart had been emptied, loses nothing of what is put in between two deliveries', async () => {
    const { id, path, headers, sku } = await aGuestCart({ quantity: 1 });
    await api.delete(path, { headers });
    const { id: eventId, subject: orderId } = await confirm(id, { [sku]: 1 });
    await api.post(`${path}/items`, { headers, body: { sku } });
    await confirm(id, { [sku]: 1 }, { id: eventId, orderId });
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 1 });
  });

  it('and two orders came from one cart, it loses what both took, in whatever order', async () => {
    const { id, path, headers, sku } = await aGuestCart({ quantity: 5 });
    await Promise.all([confirm(id, { [sku]: 1 }), confirm(id, { [sku]: 2 })]);
    expect(await quantitiesAt(path, { headers })).toEqual({ [sku]: 2 });
  });

  it('and its cart is gone, nothing happens and nothing fails', async () => {
    const gone = randomUUID();
    await confirm(gone, { TEA: 1 });
    const kept = service.platform.database.collection('kept-messages');
    expect(await kept.countDocuments()).toBe(0);
    expect(await service.platform.database.collection<{ _id: string }>('carts').findOne({ _id: gone })).toBeNull();
  });
});
