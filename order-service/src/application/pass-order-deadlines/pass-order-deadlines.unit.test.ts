import { expect, it } from 'vitest';
import { anOrderAwaitingPayment, aPendingOrder, at, minutesLater, teaLine } from '../../../tests/an-order.ts';
import { InMemoryOrderRepository } from '../../../tests/in-memory-order-repository.ts';
import type { Order } from '../../domain/order/order.ts';
import { PassOrderDeadlines } from './pass-order-deadlines.ts';

async function afterDeadlines(orders: InMemoryOrderRepository) {
  const passOrderDeadlines = new PassOrderDeadlines({ orders, clock: { now: () => minutesLater(3) } });
  await passOrderDeadlines.execute();
  return async (id: string) => (await orders.find(id))?.state;
}

it('when some have waited too long, sees to those and leaves the others as they are', async () => {
  const waiting = anOrderAwaitingPayment({ id: 'waiting' });
  const orders = new InMemoryOrderRepository(aPendingOrder({ id: 'unanswered' }), waiting);
  const stateOf = await afterDeadlines(orders);
  expect(await stateOf('unanswered')).toMatchObject({ status: 'cancelled', cancelledBecause: 'no-answer' });
  expect(await stateOf('waiting')).toEqual(waiting.state);
});

it('when the answer comes between the look and the change, lets the order go on', async () => {
  class AnsweredMeanwhile extends InMemoryOrderRepository {
    override async overdue(...look: Parameters<InMemoryOrderRepository['overdue']>) {
      const ids = await super.overdue(...look);
      for (const id of ids) await this.update(id, (order) => order.priceFrom([teaLine], at));
      return ids;
    }
  }
  const stateOf = await afterDeadlines(new AnsweredMeanwhile(aPendingOrder({ id: 'answered' })));
  expect(await stateOf('answered')).toMatchObject({ status: 'awaiting-payment', cancellationRequested: null });
});

it('when one cannot be seen to, sees to the others all the same, and says so', async () => {
  class Unwilling extends InMemoryOrderRepository {
    override update(id: string, change: (order: Order) => void) {
      return id === 'stuck' ? Promise.reject(new Error('stuck')) : super.update(id, change);
    }
  }
  const orders = new Unwilling(aPendingOrder({ id: 'stuck' }), aPendingOrder({ id: 'next' }));
  await expect(afterDeadlines(orders)).rejects.toMatchObject({ failures: [{ row: 'stuck' }] });
  expect((await orders.find('next'))?.state.status).toBe('cancelled');
});

it('when thousands have waited, sees to all of them in one turn, several at once', async () => {
  let [atOnce, most] = [0, 0];
  class Watched extends InMemoryOrderRepository {
    override async update(id: string, change: (order: Order) => void) {
      most = Math.max(most, ++atOnce);
      await Promise.resolve();
      atOnce--;
      return super.update(id, change);
    }
  }
  const pending = Array.from({ length: 3_000 }, (_, index) => aPendingOrder({ id: `order-${index}` }));
  const stateOf = await afterDeadlines(new Watched(...pending));
  const states = await Promise.all(pending.map(({ state }) => stateOf(state.id)));
  expect(states.filter((state) => state?.status === 'pending')).toEqual([]);
  expect(most).toBeGreaterThan(10);
});
