import { describe, expect, it } from 'vitest';
import { aReservation, at } from '../../../tests/a-reservation.ts';
import { aWarehouse } from '../../../tests/a-warehouse.ts';
import { ReleaseStock } from './release-stock.ts';

const lines = [{ sku: 'a', quantity: 2 }];

function aReleasing() {
  const warehouse = aWarehouse({ a: 5 });
  const releaseStock = new ReleaseStock(warehouse);
  return { ...warehouse, release: () => releaseStock.execute('order-1') };
}

describe('releasing the stock of an order', () => {
  it('when it is told twice, gives back what is held, once', async () => {
    const { release, settle, requested, reservations, pieces } = aReleasing();
    await settle.execute(await requested(lines));
    for (let time = 1; time <= 2; time++) await release();
    expect(pieces()).toEqual({ a: { onHand: 5, available: 5 } });
    expect(reservations.events.map(({ type }) => type)).toEqual(['StockReserved', 'StockReleased']);
  });

  it('when the stock is asked for in this very moment, gives it back', async () => {
    const { release, settle, reservations, pieces } = aReleasing();
    const reservation = aReservation({ lines });
    const update = reservations.update.bind(reservations);
    reservations.update = async (orderId, change) => {
      reservations.update = update;
      const nothingYet = await update(orderId, change);
      await reservations.add(reservation);
      return nothingYet;
    };
    await release();
    await settle.execute(reservation.state);
    expect(await reservations.find('order-1')).toMatchObject({ status: 'released', isUnfinished: false, lines });
    expect(pieces()).toEqual({ a: { onHand: 5, available: 5 } });
  });

  it('when the order was paid, takes its pieces back, once', async () => {
    const { release, settle, requested, reservations, pieces } = aReleasing();
    await settle.execute(await requested(lines));
    const committed = await reservations.update('order-1', (reservation) => reservation.commit(at));
    await settle.execute(committed!);
    expect(pieces()).toEqual({ a: { onHand: 3, available: 3 } });
    for (let time = 1; time <= 2; time++) await release();
    expect(pieces()).toEqual({ a: { onHand: 5, available: 5 } });
    expect(reservations.events.map(({ type }) => type)).toEqual(['StockReserved', 'StockCommitted', 'StockRestocked']);
  });
});
