import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { publishNonsense } from '../../e2e/publish-nonsense.ts';
import type { Market } from '../market.ts';
import { CONSUMERS } from './back-office.ts';
import { eventsOf, placed } from './placed-order.ts';

/** What is no event stays on its topic, where no invariant allows it. */
export const POISON = {
  'redrive what nobody can read': async (market: Market) => {
    const subject = randomUUID();
    await publishNonsense(market.floor, subject, 'nonsense');
    const dead = async (service: string) =>
      market.asAdmin<{ data: { attempts: number }[] }>(
        'GET',
        `/v1/admin/messages/${service}?state=dead&subject=${subject}`,
      );
    for (const service of CONSUMERS) {
      const key = randomUUID();
      await market.settled(async () => expect((await dead(service)).data).toMatchObject([{ attempts: 1 }]));
      const redrive = () =>
        market.asAdmin<{ count: number }>('POST', `/v1/admin/messages/${service}/redrive`, { subject }, key);
      // A request that was cut off may have redriven it; the next one then finds none that is dead.
      const first = await redrive();
      expect([0, 1]).toContain(first.count);
      expect(await redrive()).toEqual(first);
      await market.settled(async () => expect((await dead(service)).data).toHaveLength(1));
    }
  },

  'redrive what nobody can read of an order': async (market: Market) => {
    const order = await placed(market);
    const { orderId } = order.checkout;
    const unreadable = JSON.stringify({ type: 'order.confirmed.v1', data: { orderId } });
    await publishNonsense(market.floor, orderId, unreadable);
    await market.settled(async () => expect(await eventsOf(order)).toContain('message.given-up.v1'));
    await market.asAdmin('POST', '/v1/admin/messages/cart-service/redrive', { subject: orderId });
    await market.settled(async () => expect(await eventsOf(order)).toContain('message.redriven.v1'));
  },
};
