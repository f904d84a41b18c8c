import { randomUUID } from 'node:crypto';
import { runBecauseOf } from '@souk/chassis/execution-context';
import { describe, expect, it, vi } from 'vitest';
import { PaymentNotFound, NothingWasCaptured } from '../src/domain/payment/payment-error.ts';
import type { PaymentRepository } from '../src/domain/payment/payment-repository.ts';
import { Payment } from '../src/domain/payment/payment.ts';
import { aMessage } from './a-message.ts';
import {
  aPaymentWithAHistory,
  aRefusal,
  aRequest,
  at,
  euros,
  minutesLater,
  payments,
  session,
  total,
} from './a-payment.ts';

const situations = { ...payments, 'full of history': aPaymentWithAHistory };

/** A change that is refused to nobody, and made once for each event. */
const decline = (eventId: string) => (payment: Payment) =>
  payment.recordDecline({ eventId, code: 'lost_card', message: 'Your card was declined.' }, at);

/** What every repository of payments must do. The repository may hold other tests' payments already. */
export function paymentRepositoryContract(name: string, repository: () => PaymentRepository): void {
  const stateOf = async (orderId: string) => (await repository().find(orderId))?.state;

  /** Adds a payment as if it were a new order's; its state. */
  async function added(payment: Payment = payments.open()) {
    const state = { ...payment.state, orderId: randomUUID() };
    expect(await repository().add(Payment.rehydrate(state))).toBe(true);
    return state;
  }

  describe(name, () => {
    it.each(Object.entries(situations))('when one is added that is %s, finds it as it was', async (_what, aPayment) => {
      const state = await added(aPayment());
      expect(await stateOf(state.orderId)).toStrictEqual(state);
    });

    it('when one is added that nobody will ever be asked to pay, finds it as it was', async () => {
      const state = await added(Payment.neverOpened('unused', at));
      expect(state).toMatchObject({ email: null, total: null, request: null, nextActionAt: null });
      expect(await stateOf(state.orderId)).toStrictEqual(state);
    });

    it('keeps what the provider is asked for to the letter, also when the payment changes', async () => {
      const parameters = {
        mode: 'payment',
        line_items: [
          { quantity: 2, price_data: { currency: 'eur', unit_amount: 1250, product_data: { name: 'Tea' } } },
        ],
        metadata: { orderId: '$a.b', attempt: '1' },
        client_reference_id: null,
        customer_email: 'amira@souk.test',
      };
      const { orderId } = await added(
        Payment.request({
          orderId: 'unused',
          email: 'amira@souk.test',
          total,
          request: { ...aRequest(), parameters },
          at,
        }),
      );
      const kept = async () => JSON.stringify((await stateOf(orderId))?.request?.parameters);
      expect(await kept()).toBe(JSON.stringify(parameters));
      await repository().update(orderId, (payment) => payment.close(at));
      expect(await kept()).toBe(JSON.stringify(parameters));
    });

    it('when there is a payment of the order already, leaves it as it is', async () => {
      const state = await added();
      expect(await repository().add(Payment.neverOpened(state.orderId, at))).toBe(false);
      expect(await stateOf(state.orderId)).toStrictEqual(state);
    });

    it('when one order’s is added many times at once, adds it once', async () => {
      const orderId = randomUUID();
      const moments = Array.from({ length: 8 }, (_, index) => minutesLater(index));
      const adds = await Promise.all(moments.map((moment) => repository().add(Payment.neverOpened(orderId, moment))));
      expect(adds.filter(Boolean)).toHaveLength(1);
      expect((await stateOf(orderId))?.requestedAt).toEqual(moments[adds.indexOf(true)]);
    });

    it('when a payment is changed, keeps the change and returns it', async () => {
      const state = await added(payments.open());
      const changed = await repository().update(state.orderId, (payment) => payment.close(at));
      expect(changed.state).toStrictEqual({ ...payments.closing().state, orderId: state.orderId });
      expect(await stateOf(state.orderId)).toStrictEqual(changed.state);
    });

    it('when nothing changes, returns the payment as it is', async () => {
      const state = await added(payments.expired());
      const unchanged = await repository().update(state.orderId, (payment) => payment.close(minutesLater(1)));
      expect(unchanged.state).toStrictEqual(state);
      expect(await stateOf(state.orderId)).toStrictEqual(state);
    });

    it('when many change a payment at once, loses no change', async () => {
      const { orderId } = await added();
      const eventIds = Array.from({ length: 8 }, (_, index) => `evt_${index}`);
      const changed = await Promise.all(eventIds.map((eventId) => repository().update(orderId, decline(eventId))));
      expect(changed.map(({ state }) => state.declines.length).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      const declines = (await stateOf(orderId))?.declines.map(({ eventId }) => eventId);
      expect(declines?.sort()).toEqual(eventIds);
    });

    it('when a change is refused, throws and keeps the payment as it is', async () => {
      const state = await added(payments.open());
      const change = repository().update(state.orderId, (payment) => {
        payment.close(at);
        payment.requestRefund({ refundId: 'r1', amount: euros(1), reason: 'granted' }, at);
      });
      await expect(change).rejects.toThrow(NothingWasCaptured);
      expect(await stateOf(state.orderId)).toStrictEqual(state);
    });

    it('when there is no such payment, finds null and refuses to change it', async () => {
      await added();
      const change = vi.fn();
      expect(await repository().find(randomUUID())).toBeNull();
      await expect(repository().update(randomUUID(), change)).rejects.toThrow(PaymentNotFound);
      expect(change).not.toHaveBeenCalled();
    });

    it('when asked for due payments, gives those that somebody has to look at, the longest due first', async () => {
      // Long before the other tests' payments.
      const early = (second: number) => new Date(Date.UTC(2020, 0, 1, 9, 0, second));
      const millisecondBefore = (moment: Date) => new Date(moment.getTime() - 1);
      // Each is to be looked at five seconds later.
      const requested = (second: number) =>
        added(
          Payment.request({ orderId: 'unused', email: 'a@souk.test', total, request: aRequest(), at: early(second) }),
        );
      const later = await requested(10);
      const late = await requested(0);
      const future = await requested(50);
      const ended = await requested(1);
      await repository().update(ended.orderId, (payment) => payment.acceptRefusal(aRequest(), aRefusal, early(2)));
      const postponed = await requested(1);
      await repository().update(postponed.orderId, (payment) => payment.postpone(early(20)));

      const due = async (moment: Date, limit = 100) => (await repository().due(moment, limit)).orderIds;
      expect(await due(early(40))).toEqual([late.orderId, later.orderId, postponed.orderId]);
      const { orderIds, next } = await repository().due(early(40), 2);
      expect(orderIds).toEqual([late.orderId, later.orderId]);
      expect(await repository().due(early(40), 2, next)).toEqual({ orderIds: [postponed.orderId], next: null });
      expect(await due(early(15))).toEqual([late.orderId, later.orderId]);
      expect(await due(millisecondBefore(early(15)))).toEqual([late.orderId]);
      expect(await due(millisecondBefore(early(5)))).toEqual([]);
      expect(await due(early(55))).toContain(future.orderId);
    });

    describe('when a message is handled', () => {
      const declinesOf = async (orderId: string) => (await stateOf(orderId))?.declines.length;

      it('again and again, changes a payment once; the next message changes it again', async () => {
        const { orderId } = await added();
        const [first, next] = [aMessage(orderId, 1), aMessage(orderId, 2)];
        for (const message of [first, first, next, first]) {
          await runBecauseOf(message, () => repository().update(orderId, decline(randomUUID())));
        }
        expect(await declinesOf(orderId)).toBe(2);
      });

      it('twice at once, changes a payment once', async () => {
        const { orderId } = await added();
        const message = aMessage(orderId);
        const handle = () => runBecauseOf(message, () => repository().update(orderId, decline(randomUUID())));
        await Promise.all([handle(), handle()]);
        expect(await declinesOf(orderId)).toBe(1);
      });

      it('that is about two payments, changes each', async () => {
        const [first, second] = [await added(), await added()];
        await runBecauseOf(aMessage(first.orderId), async () => {
          for (const { orderId } of [first, second]) await repository().update(orderId, decline('evt_1'));
        });
        expect([await declinesOf(first.orderId), await declinesOf(second.orderId)]).toEqual([1, 1]);
      });

      it('that has added a payment, leaves it as it is', async () => {
        const { state } = await runBecauseOf(aMessage('an order'), async () => {
          const { orderId } = await added();
          return repository().update(orderId, decline('evt_1'));
        });
        expect(state.declines).toEqual([]);
      });

      it('that was refused before, changes the payment when it is no longer refused', async () => {
        const { orderId } = await added(payments.open());
        const message = aMessage(orderId);
        const refund = () =>
          runBecauseOf(message, () =>
            repository().update(orderId, (payment) =>
              payment.requestRefund({ refundId: 'r1', amount: total, reason: 'granted' }, at),
            ),
          );
        await expect(refund()).rejects.toThrow(NothingWasCaptured);
        await repository().update(orderId, (payment) => payment.applySession({ ...session.paid(), orderId }, at));
        expect((await refund()).state.refunds).toHaveLength(1);
      });
    });
  });
}
