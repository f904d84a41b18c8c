import { describe, expect, it } from 'vitest';
import { aWarehouse } from '../../../tests/a-warehouse.ts';
import { ReservationNotFound, TransitionIsNotAllowed } from '../../domain/reservation/reservation-error.ts';
import { CommitStock } from './commit-stock.ts';

const lines = [{ sku: 'a', quantity: 2 }];

function aCommitting() {
  const warehouse = aWarehouse({ a: 5 });
  const commitStock = new CommitStock(warehouse);
  return { ...warehouse, commit: () => commitStock.execute('order-1') };
}

describe('taking what a paid order holds out of the stock', () => {
  it('when it is told twice, takes it out once', async () => {
    const { commit, settle, requested, reservations, pieces } = aCommitting();
    await settle.execute(await requested(lines));
    for (let time = 1; time <= 2; time++) await commit();
    expect(pieces()).toEqual({ a: { onHand: 3, available: 3 } });
    expect(reservations.events.map(({ type }) => type)).toEqual(['StockReserved', 'StockCommitted']);
  });

  it('when cut off before the stock follows, takes it out when it is told again', async () => {
    const { commit, settle, requested, stock, pieces } = aCommitting();
    await settle.execute(await requested(lines));
    const takeOut = stock.commit.bind(stock);
    stock.commit = () => Promise.reject(new Error('cut off'));
    await expect(commit()).rejects.toThrow('cut off');
    expect(pieces()).toEqual({ a: { onHand: 5, available: 3 } });
    stock.commit = takeOut;
    await commit();
    expect(pieces()).toEqual({ a: { onHand: 3, available: 3 } });
  });

  it('when nothing was ever asked for, or nothing is decided yet, refuses', async () => {
    const { commit, requested, pieces } = aCommitting();
    await expect(commit()).rejects.toThrow(ReservationNotFound);
    await requested(lines);
    await expect(commit()).rejects.toThrow(TransitionIsNotAllowed);
    expect(pieces()).toEqual({ a: { onHand: 5, available: 5 } });
  });
});
