import { expect, it } from 'vitest';
import { minutesLater, orders as situations, teaLine } from '../../../tests/an-order.ts';
import { InMemoryOrderRepository } from '../../../tests/in-memory-order-repository.ts';
import type { Order } from '../../domain/order/order.ts';
import { ShortenWaits } from './shorten-waits.ts';

const guests = situations['of a guest who does not pay'];

function aShop(orders: InMemoryOrderRepository, minutes: number) {
  const asked: (readonly string[])[] = [];
  const clock = { time: minutesLater(minutes), now: () => clock.time };
  const holds = {
    ...orders.guestHolds,
    holding: (skus: readonly string[], before: Date, limit: number) => {
      asked.push(skus);
      return orders.guestHolds.holding(skus, before, limit);
    },
  };
  return { asked, clock, shortenWaits: new ShortenWaits({ orders, holds, clock }) };
}

it('when a SKU is out of stock, guests who have had it for ten minutes without paying are at their deadline', async () => {
  const orders = new InMemoryOrderRepository(
    guests({ id: 'old' }),
    guests({ id: 'young', at: minutesLater(5) }),
    guests({ id: 'other', requested: [{ sku: 'MINT', quantity: 1 }] }),
    situations['with a session']({ id: 'customer' }),
  );
  const { shortenWaits } = aShop(orders, 10);
  await shortenWaits.execute([teaLine.sku]);
  expect(await orders.overdue(minutesLater(10), 10)).toEqual(['old']);
});

it('when many are refused the same, looks once in ten seconds', async () => {
  const { asked, clock, shortenWaits } = aShop(new InMemoryOrderRepository(guests()), 10);
  for (let time = 1; time <= 5; time++) await shortenWaits.execute([teaLine.sku, 'MINT']);
  expect(asked).toEqual([[teaLine.sku, 'MINT']]);
  clock.time = minutesLater(11);
  await shortenWaits.execute([teaLine.sku]);
  expect(asked).toHaveLength(2);
});

it('when one cannot be changed, changes the others, says so, and looks again the next time', async () => {
  class Unwilling extends InMemoryOrderRepository {
    override update(id: string, change: (order: Order) => void) {
      return id === 'stuck' ? Promise.reject(new Error('stuck')) : super.update(id, change);
    }
  }
  const orders = new Unwilling(guests({ id: 'stuck' }), guests({ id: 'next' }));
  const { asked, shortenWaits } = aShop(orders, 10);
  await expect(shortenWaits.execute([teaLine.sku])).rejects.toMatchObject({ failures: [{ row: 'stuck' }] });
  expect(await orders.overdue(minutesLater(10), 10)).toEqual(['next']);
  await expect(shortenWaits.execute([teaLine.sku])).rejects.toThrow();
  expect(asked).toHaveLength(2);
});
