import { randomUUID } from 'node:crypto';
import { UserEmailVerifiedV1 } from '@souk/contracts/user-events';
import { accessToken } from '@souk/testing/test-tokens';
import { afterAll, describe, expect, it } from 'vitest';
import { startCartService } from './running-cart-service.ts';

const service = await startCartService();
const { api, offer, quantitiesAt } = service;

afterAll(() => service.stop());

async function anAccount() {
  const userId = randomUUID();
  const token = accessToken({ userId, role: 'customer' });
  const { path } = await service.myCart(token);
  return {
    token,
    path,
    put: async (sku: string): Promise<void> => {
      expect((await api.post(`${path}/items`, { token, body: { sku } })).status).toBe(200);
    },
    proved: (options: { isNewOwner?: boolean; at?: Date; id?: string } = {}) => {
      const { isNewOwner = true, ...delivery } = options;
      const data = { userId, email: 'amira@souk.test', isNewOwner };
      return service.deliver(UserEmailVerifiedV1, data, { subject: userId, ...delivery });
    },
    content: () => quantitiesAt(path, { token }),
  };
}

describe('when somebody proves the mailbox of an account', () => {
  it('that was a stranger’s, finds an empty cart, which they can use', async () => {
    const { put, proved, content } = await anAccount();
    await put(offer());
    await proved();
    expect(await content()).toEqual({});
    const sku = offer();
    await put(sku);
    expect(await content()).toEqual({ [sku]: 1 });
  });

  it('that was theirs already, keeps the cart', async () => {
    const { put, proved, content } = await anAccount();
    const sku = offer();
    await put(sku);
    await proved({ isNewOwner: false });
    expect(await content()).toEqual({ [sku]: 1 });
  });

  it('and the news comes again, keeps what was put in since', async () => {
    const { put, proved, content } = await anAccount();
    await put(offer());
    const { id, time } = await proved();
    const sku = offer();
    await put(sku);
    await proved({ id, at: new Date(time) });
    // Under its old id or, after the cart had nothing to lose, as if for the first time.
    await proved({ at: new Date(time) });
    expect(await content()).toEqual({ [sku]: 1 });
  });

  it('and has changed the cart before the news comes, keeps it', async () => {
    const { put, proved, content } = await anAccount();
    const takenOver = new Date();
    const sku = offer();
    await expect.poll(() => Date.now()).toBeGreaterThan(takenOver.getTime());
    await put(sku);
    await proved({ at: takenOver });
    expect(await content()).toEqual({ [sku]: 1 });
  });

  it('that has no cart, stores none', async () => {
    const { proved } = await anAccount();
    await proved();
    const carts = service.platform.database.collection('carts');
    const kept = service.platform.database.collection('kept-messages');
    expect([await kept.countDocuments(), await carts.countDocuments({ lines: [], revision: 1 })]).toEqual([0, 0]);
  });
});
