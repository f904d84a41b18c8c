import { randomUUID } from 'node:crypto';
import { runBecauseOf } from '@souk/chassis/execution-context';
import { describe, expect, it, vi } from 'vitest';
import { OrderIsBeingPaid, OrderNotFound, TransitionIsNotAllowed } from '../src/domain/order/order-error.ts';
import type { OrderRepository } from '../src/domain/order/order-repository.ts';
import type { Placement } from '../src/domain/order/order-start.ts';
import type { Order } from '../src/domain/order/order.ts';
import { aMessage } from './a-message.ts';
import {
  anOrderAwaitingPayment,
  anOrderWithSession,
  aPendingOrder,
  at,
  minutesLater,
  orders,
  teaLine,
} from './an-order.ts';

/** A change that can be made again and again. */
const attach = (sessionId: string) => (order: Order) =>
  order.attachSession({ attempt: 1, sessionId, url: `http://pay/${sessionId}`, expiresAt: minutesLater(35) }, at);

/** What every repository of orders must do. The repository may hold other tests' orders already. */
export function orderRepositoryContract(name: string, repository: () => OrderRepository): void {
  const stateOf = async (id: string) => (await repository().update(id, () => undefined)).state;

  /** Adds an order; its state. */
  async function added(anOrder: (overrides: Partial<Placement>) => Order = anOrderWithSession) {
    const order = anOrder({ id: randomUUID(), checkoutKey: randomUUID() });
    expect(await repository().add(order)).toBe(true);
    return order.state;
  }

  describe(name, () => {
    it.each(Object.entries(orders))('when an order is added that is %s, finds it as it was', async (_what, anOrder) => {
      const state = await added(anOrder);
      expect(await stateOf(state.id)).toStrictEqual(state);
    });

    it('when a guest adds one, finds it as it was', async () => {
      const { shippingAddress } = aPendingOrder().state;
      const address = { ...shippingAddress, line2: 'Bâtiment B, 3ᵉ étage' };
      const state = await added((id) => aPendingOrder({ ...id, customerId: null, shippingAddress: address }));
      expect(await stateOf(state.id)).toStrictEqual(state);
    });

    it('when there is an order with the id already, leaves it as it is', async () => {
      const state = await added();
      expect(await repository().add(aPendingOrder({ id: state.id, email: 'second@souk.test' }))).toBe(false);
      expect(await stateOf(state.id)).toStrictEqual(state);
    });

    it('when there is an order of the same checkout already, leaves it as it is', async () => {
      const { id, checkoutKey } = await added();
      const other = aPendingOrder({ id: randomUUID(), checkoutKey });
      expect(await repository().add(other)).toBe(false);
      await expect(stateOf(other.state.id)).rejects.toThrow(OrderNotFound);
      expect((await repository().placedUnder(checkoutKey))?.state.id).toBe(id);
    });

    it('when one id is added many times at once, adds it once', async () => {
      const id = randomUUID();
      const emails = Array.from({ length: 8 }, (_, index) => `shopper-${index}@souk.test`);
      const adds = await Promise.all(
        emails.map((email) => repository().add(aPendingOrder({ id, checkoutKey: id, email }))),
      );
      expect(adds.filter(Boolean)).toHaveLength(1);
      expect((await stateOf(id)).email).toBe(emails[adds.indexOf(true)]);
    });

    it('when an order is changed, keeps the change and returns it', async () => {
      const { id, checkoutKey } = await added(aPendingOrder);
      const changed = await repository().update(id, (order) => order.priceFrom([teaLine], at));
      expect(changed.state).toStrictEqual(anOrderAwaitingPayment({ id, checkoutKey }).state);
      expect(await stateOf(id)).toStrictEqual(changed.state);
    });

    it('when nothing changes, returns the order as it is', async () => {
      const state = await added(orders.expired);
      const unchanged = await repository().update(state.id, (order) => order.cancel('customer', minutesLater(1)));
      expect(unchanged.state).toStrictEqual(state);
      expect(await stateOf(state.id)).toStrictEqual(state);
    });

    it('when many change an order at once, loses no change', async () => {
      const { id, revision } = await added();
      const sessions = Array.from({ length: 8 }, (_, index) => `cs_${index}`);
      const changed = await Promise.all(sessions.map((session) => repository().update(id, attach(session))));
      const revisions = changed.map(({ state }) => state.revision).sort((a, b) => a - b);
      expect(revisions).toEqual(sessions.map((_, index) => revision + 1 + index));
      expect(await stateOf(id)).toStrictEqual(changed.find(({ state }) => state.revision === revision + 8)?.state);
    });

    it('when a change is refused, throws and keeps the order as it is', async () => {
      const state = await added();
      const change = repository().update(state.id, (order) => {
        order.awaitSettlement(at);
        order.cancel('customer', at);
      });
      await expect(change).rejects.toThrow(OrderIsBeingPaid);
      expect(await stateOf(state.id)).toStrictEqual(state);
    });

    it('when there is no such order, refuses to change it', async () => {
      await added();
      const change = vi.fn();
      await expect(repository().update(randomUUID(), change)).rejects.toThrow(OrderNotFound);
      expect(change).not.toHaveBeenCalled();
    });

    it('when asked what a key has placed, and for the last order of a cart, gives these or nothing', async () => {
      const [cartId, key] = [randomUUID(), randomUUID()];
      const turn = (cartTurn: number) =>
        added((id) => orders.expired({ ...id, cartId, cartTurn, checkoutKey: `${key}-${cartTurn}` }));
      const [, third, second] = [await turn(1), await turn(3), await turn(2)];
      expect((await repository().latestOf(cartId))?.state).toStrictEqual(third);
      expect((await repository().placedUnder(`${key}-2`))?.state).toStrictEqual(second);
      expect(await repository().latestOf(randomUUID())).toBeNull();
      expect(await repository().placedUnder(randomUUID())).toBeNull();
    });

    it('when asked for overdue orders, gives those whose deadline has passed, the longest overdue first', async () => {
      // Long before the other tests' orders.
      const early = (minute: number) => new Date(Date.UTC(2020, 0, 1, 9, minute));
      const millisecondBefore = (moment: Date) => new Date(moment.getTime() - 1);
      // Each waits two minutes for the catalog.
      const placed = (minute: number) => added((id) => aPendingOrder({ ...id, at: early(minute) }));
      const later = await placed(2);
      const late = await placed(0);
      const future = await placed(40);
      const ended = await placed(1);
      await repository().update(ended.id, (order) => order.cancel('customer', early(1)));
      const extended = await placed(1);
      await repository().update(extended.id, (order) => order.priceFrom([teaLine], early(1)));

      const overdue = (moment: Date, limit = 100) => repository().overdue(moment, limit);
      expect(await overdue(early(30))).toEqual([late.id, later.id, extended.id]);
      expect(await overdue(early(30), 2)).toEqual([late.id, later.id]);
      expect(await overdue(early(4))).toEqual([late.id, later.id]);
      expect(await overdue(millisecondBefore(early(4)))).toEqual([late.id]);
      expect(await overdue(millisecondBefore(early(2)))).toEqual([]);
      expect(await overdue(early(42))).toContain(future.id);
    });

    describe('when a message is handled', () => {
      it('again and again, changes an order once; the next message changes it again', async () => {
        const { id, revision } = await added();
        const [first, next] = [aMessage(id, 1), aMessage(id, 2)];
        for (const message of [first, first, next, first]) {
          await runBecauseOf(message, () => repository().update(id, attach(message.id)));
        }
        expect(await stateOf(id)).toMatchObject({ revision: revision + 2, session: { sessionId: next.id } });
      });

      it('twice at once, changes an order once', async () => {
        const { id, revision } = await added();
        const message = aMessage(id);
        const handle = () => runBecauseOf(message, () => repository().update(id, attach('cs_2')));
        await Promise.all([handle(), handle()]);
        expect(await stateOf(id)).toMatchObject({ revision: revision + 1 });
      });

      it('that is about two orders, changes each', async () => {
        const [first, second] = [await added(), await added()];
        await runBecauseOf(aMessage(first.id), async () => {
          for (const { id } of [first, second]) await repository().update(id, attach('cs_2'));
        });
        for (const { id } of [first, second])
          expect(await stateOf(id)).toMatchObject({ session: { sessionId: 'cs_2' } });
      });

      it('that has added an order, leaves it as it is', async () => {
        const id = randomUUID();
        const state = await runBecauseOf(aMessage(id), async () => {
          await repository().add(anOrderWithSession({ id }));
          return (await repository().update(id, attach('cs_2'))).state;
        });
        expect(state.session).toMatchObject({ sessionId: 'cs_1' });
      });

      it('that was refused before, changes the order when it is no longer refused', async () => {
        const { id } = await added(aPendingOrder);
        const message = aMessage(id);
        const handle = () => runBecauseOf(message, () => repository().update(id, (order) => order.awaitSettlement(at)));
        await expect(handle()).rejects.toThrow(TransitionIsNotAllowed);
        await repository().update(id, (order) => order.priceFrom([teaLine], at));
        expect((await handle()).state).toMatchObject({ paymentStatus: 'processing' });
      });
    });
  });
}
