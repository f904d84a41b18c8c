import { expect, it } from 'vitest';
import { secondsLater } from '../../../tests/a-reservation.ts';
import { aWarehouse } from '../../../tests/a-warehouse.ts';
import { AdjustStock } from './adjust-stock.ts';

it('when stock is adjusted, books it at this moment and says what is held', async () => {
  const { stock, clock, letPass, requested } = aWarehouse({ a: 5 });
  const reservation = await requested([{ sku: 'a', quantity: 2 }]);
  await stock.hold(reservation, reservation.lines[0]!);
  const adjustStock = new AdjustStock({ stock, clock });
  letPass(1);
  const adjustment = { id: 'request-1', kind: 'in', quantity: 3, reason: 'Delivery', by: 'admin-1' } as const;
  expect(await adjustStock.execute('a', adjustment)).toMatchObject({ onHand: 8, available: 6, held: 2 });
  expect(stock.movements).toMatchObject([{ id: 'request-1', delta: 3, at: secondsLater(1) }]);
});
