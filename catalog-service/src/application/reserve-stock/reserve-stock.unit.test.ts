import { describe, expect, it } from 'vitest';
import { aWarehouse } from '../../../tests/a-warehouse.ts';
import { ReleaseStock } from '../release-stock/release-stock.ts';
import { ReserveStock } from './reserve-stock.ts';

const lines = [{ sku: 'a', quantity: 2 }];

function aReserving() {
  const warehouse = aWarehouse({ a: 5 });
  const reserveStock = new ReserveStock(warehouse);
  return { ...warehouse, reserve: () => reserveStock.execute('order-1', lines) };
}

describe('reserving stock for an order', () => {
  it('when the order comes twice, also at once, holds once and says so once', async () => {
    const { reserve, reservations, pieces } = aReserving();
    await Promise.all([reserve(), reserve()]);
    await reserve();
    expect(pieces()).toEqual({ a: { onHand: 5, available: 3 } });
    expect(reservations.events.map(({ type }) => type)).toEqual(['StockReserved']);
  });

  it('when cut off before anything was held, goes on when the order comes again', async () => {
    const { reserve, stock, pieces } = aReserving();
    const hold = stock.hold.bind(stock);
    stock.hold = () => Promise.reject(new Error('cut off'));
    await expect(reserve()).rejects.toThrow('cut off');
    stock.hold = hold;
    await reserve();
    expect(pieces()).toEqual({ a: { onHand: 5, available: 3 } });
  });

  it('when the order was cancelled before it came, holds nothing and says nothing', async () => {
    const { reserve, reservations, pieces, ...warehouse } = aReserving();
    await new ReleaseStock({ ...warehouse, reservations }).execute('order-1');
    await reserve();
    expect(pieces()).toEqual({ a: { onHand: 5, available: 5 } });
    expect(reservations.events).toEqual([]);
  });
});
