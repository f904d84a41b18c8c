import { describe, expect, it } from 'vitest';
import { at, pricedLine } from '../../../tests/a-reservation.ts';
import { anAdjustment } from '../../../tests/stock-under-test.ts';
import { aWarehouse } from '../../../tests/a-warehouse.ts';
import type { Reservation } from '../../domain/reservation/reservation.ts';

const twoOf = (...skus: readonly string[]) => skus.map((sku) => ({ sku, quantity: 2 }));
const pieces = (onHand: number, available = onHand) => ({ onHand, available });

describe('settling a reservation', () => {
  it('when everything is there, holds it and says what it costs right now', async () => {
    const { settle, requested, reservations, pieces: left } = aWarehouse({ a: 5, b: 2 });
    await settle.execute(await requested(twoOf('a', 'b')));
    expect(left()).toEqual({ a: pieces(5, 3), b: pieces(2, 0) });
    expect(await reservations.find('order-1')).toMatchObject({ status: 'reserved', isUnfinished: false });
    const lines = ['a', 'b'].map((sku) => ({ ...pricedLine, sku }));
    expect(reservations.events).toEqual([{ type: 'StockReserved', lines, at }]);
  });

  it('when a line is short, holds none and says all that is', async () => {
    const { settle, requested, reservations, pieces: left } = aWarehouse({ a: 5, b: 1, c: 0, d: 5 });
    await settle.execute(await requested(twoOf('a', 'b', 'c', 'd')));
    expect(left()).toEqual({ a: pieces(5), b: pieces(1), c: pieces(0), d: pieces(5) });
    expect(await reservations.find('order-1')).toMatchObject({ status: 'rejected', isUnfinished: false });
    const shortages = [
      { sku: 'b', requested: 2, available: 1 },
      { sku: 'c', requested: 2, available: 0 },
    ];
    expect(reservations.events).toEqual([{ type: 'StockRejected', shortages, at }]);
  });

  it('when pieces come in at the moment when they are short, still says that there were too few', async () => {
    const { settle, requested, reservations, stock } = aWarehouse({ a: 0 });
    const available = stock.available.bind(stock);
    stock.available = async (skus) => {
      await stock.adjust('a', anAdjustment({ quantity: 9 }));
      return available(skus);
    };
    await settle.execute(await requested(twoOf('a')));
    expect(reservations.events).toMatchObject([{ shortages: [{ sku: 'a', requested: 2, available: 1 }] }]);
  });

  it.each([
    ['not for sale', 'b'],
    ['unknown', 'x'],
  ])('when something is %s, has nothing of it, and holds nothing else', async (_what, sku) => {
    const { settle, requested, reservations, offers, stock, pieces: left } = aWarehouse({ a: 5, b: 5 });
    offers.set('b', { isForSale: false });
    stock.hold = () => Promise.reject(new Error('held'));
    await settle.execute(await requested(twoOf('a', sku)));
    expect(reservations.events).toMatchObject([
      { type: 'StockRejected', shortages: [{ sku, requested: 2, available: 0 }] },
    ]);
    expect(left()).toEqual({ a: pieces(5), b: pieces(5) });
  });

  it('when the order is cancelled meanwhile, gives back what it holds', async () => {
    const { settle, requested, reservations, stock, pieces: left } = aWarehouse({ a: 5 });
    const hold = stock.hold.bind(stock);
    stock.hold = async (reservation, line) => {
      const isHeld = await hold(reservation, line);
      await reservations.update('order-1', (current) => current.release(at));
      return isHeld;
    };
    await settle.execute(await requested(twoOf('a')));
    expect(left()).toEqual({ a: pieces(5) });
    expect(await reservations.find('order-1')).toMatchObject({ status: 'released', isUnfinished: false });
    expect(reservations.events.map(({ type }) => type)).toEqual(['StockReleased']);
  });

  it('when two do it at once, holds once and says so once', async () => {
    const { settle, requested, reservations, pieces: left } = aWarehouse({ a: 5 });
    const found = await requested(twoOf('a'));
    await Promise.all([settle.execute(found), settle.execute(found)]);
    expect(left()).toEqual({ a: pieces(5, 3) });
    expect(reservations.events.map(({ type }) => type)).toEqual(['StockReserved']);
  });

  it('when cut off before the decision is written, leaves the stock as it is until it is', async () => {
    const { settle, requested, reservations, pieces: left } = aWarehouse({ a: 5, b: 1 });
    const found = await requested(twoOf('a', 'b'));
    const update = reservations.update.bind(reservations);
    reservations.update = () => Promise.reject(new Error('cut off'));
    await expect(settle.execute(found)).rejects.toThrow('cut off');
    expect(left()).toEqual({ a: pieces(5, 3), b: pieces(1) });
    reservations.update = update;
    await settle.execute(found);
    expect(left()).toEqual({ a: pieces(5), b: pieces(1) });
  });

  it.each([
    ['released', (reservation: Reservation) => reservation.release(at), pieces(5)],
    ['committed', (reservation: Reservation) => reservation.commit(at), pieces(3)],
    [
      'restocked',
      (reservation: Reservation) => {
        reservation.commit(at);
        reservation.release(at);
      },
      pieces(5),
    ],
  ])('when cut off after it was %s, brings that to the stock, once', async (status, decide, expected) => {
    const { settle, requested, reservations, pieces: left } = aWarehouse({ a: 5 });
    await settle.execute(await requested(twoOf('a')));
    const decided = await reservations.update('order-1', decide);
    expect(left()).toEqual({ a: pieces(5, 3) });
    for (let time = 1; time <= 2; time++) await settle.execute(decided!);
    expect(left()).toEqual({ a: expected });
    expect(await reservations.find('order-1')).toMatchObject({ status, isUnfinished: false });
  });
});
