import { describe, expect, it } from 'vitest';
import { OrderIdMustBeAPlainName, TransitionIsNotAllowed } from './reservation-error.ts';
import { Reservation } from './reservation.ts';

const at = new Date('2026-01-01T09:00:00Z');
const line = { sku: 'TEA', quantity: 2, productId: 'p', name: 'Tea', unitPrice: { amount: 1, currency: 'EUR' } };

const pending = () => Reservation.request({ orderId: 'o1', lines: [{ sku: 'TEA', quantity: 2 }], at });
const reserved = () => after(pending(), (reservation) => reservation.reserve([line], at));
const rejected = () => after(pending(), (reservation) => reservation.reject([], { at, isAnyHeld: true }));
const released = () => after(reserved(), (reservation) => reservation.release(at));
const committed = () => after(reserved(), (reservation) => reservation.commit(at));
const restocked = () => after(committed(), (reservation) => reservation.release(at));

function after(reservation: Reservation, change: (reservation: Reservation) => void): Reservation {
  change(reservation);
  reservation.pullEvents();
  return reservation;
}

describe('a reservation', () => {
  it('when a SKU is on several lines, has one line for it; lines are sorted by SKU', () => {
    const lines = [
      { sku: 'B', quantity: 1 },
      { sku: 'A', quantity: 2 },
      { sku: 'B', quantity: 3 },
    ];
    expect(Reservation.request({ orderId: 'o1', lines, at }).state.lines).toEqual([
      { sku: 'A', quantity: 2 },
      { sku: 'B', quantity: 4 },
    ]);
  });

  it.each(['a.b', '$where', '', 'x'.repeat(65)])('when its order is called %j, is refused', (orderId) => {
    expect(() => Reservation.request({ orderId, lines: [], at })).toThrow(OrderIdMustBeAPlainName);
    expect(() => Reservation.releasedBeforehand({ orderId, at })).toThrow(OrderIdMustBeAPlainName);
  });

  it('when rejected by the only one who has tried, is done with unless something is held', () => {
    const rejectedBy = (reservation: Reservation, isAnyHeld: boolean) => {
      reservation.reject([], { at, isAnyHeld });
      return reservation.state.isUnfinished;
    };
    expect(rejectedBy(pending(), false)).toBe(false);
    expect(rejectedBy(pending(), true)).toBe(true);
    const takenOver = pending();
    takenOver.takeOver(at);
    expect(rejectedBy(takenOver, false)).toBe(true);
  });

  it.each([
    ['while it is being reserved', pending, false],
    ['once it is reserved', reserved, true],
  ] as const)('when cancelled %s, says whether somebody may still be about to hold', (_when, make, hasOneWorker) => {
    expect(after(make(), (reservation) => reservation.release(at)).state).toMatchObject({ hasOneWorker });
  });

  const steps = {
    reserve: (reservation: Reservation) => reservation.reserve([line], at),
    reject: (reservation: Reservation) =>
      reservation.reject([{ sku: 'TEA', requested: 2, available: 1 }], { at, isAnyHeld: true }),
    release: (reservation: Reservation) => reservation.release(at),
    commit: (reservation: Reservation) => reservation.commit(at),
  };

  it.each([
    ['pending', 'reserve', pending, 'reserved', 'StockReserved', false],
    ['pending', 'reject', pending, 'rejected', 'StockRejected', true],
    ['pending', 'release', pending, 'released', 'StockReleased', true],
    ['reserved', 'release', reserved, 'released', 'StockReleased', true],
    ['reserved', 'commit', reserved, 'committed', 'StockCommitted', true],
    ['committed', 'release', committed, 'restocked', 'StockRestocked', true],
  ] as const)('when %s, can %s', (_from, step, make, status, event, isUnfinished) => {
    const reservation = make();
    reservation.pullEvents();
    steps[step](reservation);
    expect(reservation.state).toMatchObject({ status, isUnfinished });
    expect(reservation.pullEvents().map(({ type }) => type)).toEqual([event]);
  });

  it.each([
    ['reserved', 'reserve', reserved],
    ['reserved', 'reject', reserved],
    ['rejected', 'reserve', rejected],
    ['rejected', 'release', rejected],
    ['released', 'reserve', released],
    ['released', 'reject', released],
    ['released', 'release', released],
    ['committed', 'reserve', committed],
    ['committed', 'commit', committed],
    ['restocked', 'release', restocked],
    ['restocked', 'reserve', restocked],
    ['restocked', 'commit', restocked],
  ] as const)('when %s and told to %s, stays so', (_from, step, make) => {
    const reservation = make();
    const before = reservation.state;
    steps[step](reservation);
    expect(reservation.state).toBe(before);
    expect(reservation.pullEvents()).toEqual([]);
  });

  it.each([
    ['pending', 'commit', pending],
    ['rejected', 'commit', rejected],
    ['released', 'commit', released],
  ] as const)('when %s, refuses to %s', (_from, step, make) => {
    expect(() => steps[step](make())).toThrow(TransitionIsNotAllowed);
  });
});
