import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TransitionIsNotAllowed } from '../src/domain/reservation/reservation-error.ts';
import type { ReservationRepository } from '../src/domain/reservation/reservation-repository.ts';
import { Reservation } from '../src/domain/reservation/reservation.ts';
import { aReservation, at, pricedLine, secondsLater } from './a-reservation.ts';

const reserve = (reservation: Reservation) => reservation.reserve([pricedLine], secondsLater(1));
const reject = (reservation: Reservation) =>
  reservation.reject([{ sku: pricedLine.sku, requested: 2, available: 1 }], { at: secondsLater(1), isAnyHeld: true });
const release = (reservation: Reservation) => reservation.release(secondsLater(2));
const commit = (reservation: Reservation) => reservation.commit(secondsLater(2));

/** What every repository of reservations must do. The repository may hold other tests' reservations already. */
export function reservationRepositoryContract(name: string, repository: () => ReservationRepository): void {
  const anAddedReservation = async (overrides: Parameters<typeof aReservation>[0] = {}) => {
    const reservation = aReservation({ orderId: randomUUID(), ...overrides });
    expect(await repository().add(reservation)).toBe(true);
    return reservation.state;
  };

  describe(name, () => {
    it.each([
      ['still to be decided', (orderId: string) => aReservation({ orderId, lines: ['a', 'b'].map(aLine) })],
      ['released beforehand', (orderId: string) => Reservation.releasedBeforehand({ orderId, at })],
    ])('when a reservation is added that is %s, finds it as it was', async (_what, make) => {
      const reservation = make(randomUUID());
      expect(await repository().add(reservation)).toBe(true);
      expect(await repository().find(reservation.state.orderId)).toEqual(reservation.state);
    });

    it('when the order has a reservation already, leaves it as it is', async () => {
      const state = await anAddedReservation();
      const { orderId } = state;
      expect(await repository().add(Reservation.releasedBeforehand({ orderId, at: secondsLater(1) }))).toBe(false);
      expect(await repository().find(orderId)).toEqual(state);
    });

    it('when one is added many times at once, adds it once', async () => {
      const orderId = randomUUID();
      const added = await Promise.all(
        Array.from({ length: 8 }, (_, n) => repository().add(aReservation({ orderId, at: secondsLater(n) }))),
      );
      expect(added.filter(Boolean)).toHaveLength(1);
      expect((await repository().find(orderId))?.createdAt).toEqual(secondsLater(added.indexOf(true)));
    });

    it.each([
      ['reserved', [reserve], { isUnfinished: false, updatedAt: secondsLater(1) }],
      ['rejected', [reject], { isUnfinished: true, updatedAt: secondsLater(1) }],
      ['released', [release], { isUnfinished: true, hasOneWorker: false, updatedAt: secondsLater(2) }],
      ['released', [reserve, release], { isUnfinished: true, updatedAt: secondsLater(2) }],
      ['committed', [reserve, commit], { isUnfinished: true, updatedAt: secondsLater(2) }],
      ['restocked', [reserve, commit, release], { isUnfinished: true, updatedAt: secondsLater(2) }],
    ] as const)('when it becomes %s, returns and keeps what became of it', async (status, steps, change) => {
      const before = await anAddedReservation();
      for (const step of steps) {
        const changed = await repository().update(before.orderId, step);
        expect(await repository().find(before.orderId)).toEqual(changed);
      }
      expect(await repository().find(before.orderId)).toEqual({ ...before, status, ...change });
    });

    it('when nothing changes, returns it as it is', async () => {
      const { orderId } = await anAddedReservation();
      const rejected = await repository().update(orderId, reject);
      for (const step of [reserve, release]) expect(await repository().update(orderId, step)).toEqual(rejected);
      expect(await repository().find(orderId)).toEqual(rejected);
    });

    it('when many decide on it at once, one comes first and the others see its outcome', async () => {
      const { orderId } = await anAddedReservation();
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, n) => repository().update(orderId, n % 2 === 0 ? reserve : reject)),
      );
      const stored = await repository().find(orderId);
      expect(stored?.status).not.toBe('pending');
      for (const outcome of outcomes) expect(outcome).toEqual(stored);
    });

    it('when it is reserved and released at once, is released in the end', async () => {
      const { orderId } = await anAddedReservation();
      const outcomes = await Promise.all([reserve, release].map((step) => repository().update(orderId, step)));
      expect(outcomes[1]?.status).toBe('released');
      expect(await repository().find(orderId)).toEqual(outcomes[1]);
    });

    it('when a change is refused, says why and keeps the reservation', async () => {
      const state = await anAddedReservation();
      await expect(repository().update(state.orderId, commit)).rejects.toThrow(TransitionIsNotAllowed);
      expect(await repository().find(state.orderId)).toEqual(state);
    });

    it('when an order has no reservation, finds, changes and finishes none', async () => {
      const orderId = randomUUID();
      expect(await repository().find(orderId)).toBeNull();
      expect(await repository().update(orderId, release)).toBeNull();
      await repository().finish(aReservation({ orderId }).state);
      expect(await repository().find(orderId)).toBeNull();
    });

    it('when it is finished, keeps it but for that, and it stays so', async () => {
      const { orderId } = await anAddedReservation();
      const rejected = await repository().update(orderId, reject);
      for (let time = 1; time <= 2; time++) await repository().finish(rejected!);
      const finished = { ...rejected!, isUnfinished: false };
      expect(await repository().find(orderId)).toEqual(finished);
      expect(await repository().update(orderId, release)).toEqual(finished);
      expect(await repository().find(orderId)).toEqual(finished);
    });

    it('when something else was decided before it is finished, stays unfinished', async () => {
      const { orderId } = await anAddedReservation();
      await repository().update(orderId, reserve);
      const committed = await repository().update(orderId, commit);
      const restocked = await repository().update(orderId, release);
      await repository().finish(committed!);
      expect(await repository().find(orderId)).toEqual(restocked);
      expect(restocked).toMatchObject({ status: 'restocked', isUnfinished: true });
    });

    it('when asked what was left behind, gives what is unfinished since then, the oldest first', async () => {
      // Long before the other tests' reservations.
      const early = (seconds: number) => new Date(Date.UTC(2020, 0, 1, 0, 0, seconds));
      const later = await anAddedReservation({ orderId: `a-${randomUUID()}`, at: early(2) });
      const oldest = await anAddedReservation({ orderId: `b-${randomUUID()}`, at: early(1) });
      const reserved = await anAddedReservation({ at: early(0) });
      await repository().update(reserved.orderId, (reservation) => reservation.reserve([pricedLine], early(0)));
      const finished = await anAddedReservation({ at: early(0) });
      await repository().update(finished.orderId, (reservation) => reservation.release(early(0)));
      await repository().finish((await repository().find(finished.orderId))!);
      const touched = await anAddedReservation({ at: early(0) });
      await repository().update(touched.orderId, (reservation) => reservation.release(early(3)));
      const leftBehind = (since: Date, limit: number) => repository().leftBehind({ since, now: since }, limit);
      expect(await leftBehind(early(3), 100)).toEqual([oldest.orderId, later.orderId]);
      expect(await leftBehind(early(3), 1)).toEqual([oldest.orderId]);
      expect(await leftBehind(early(4), 100)).toEqual([oldest, later, touched].map(({ orderId }) => orderId));
      expect(await leftBehind(early(1), 100)).toEqual([]);
      expect(await repository().unfinishedSince()).toEqual(early(1));
    });

    it('when it is put off, is left out of what was left behind for longer each time; it still counts as unfinished', async () => {
      const long = (seconds: number) => new Date(Date.UTC(2010, 0, 1, 0, 0, seconds));
      const { orderId } = await anAddedReservation({ at: long(0) });
      const isLeftBehind = async (seconds: number) =>
        (await repository().leftBehind({ since: long(1), now: long(seconds) }, 1)).length === 1;
      for (const [putOffAt, pause] of [
        [0, 5],
        [5, 10],
        [15, 20],
      ] as const) {
        expect(await isLeftBehind(putOffAt)).toBe(true);
        await repository().putOff(orderId, long(putOffAt));
        expect(await isLeftBehind(putOffAt + pause - 1)).toBe(false);
      }
      for (let time = 1; time <= 20; time++) await repository().putOff(orderId, long(35));
      expect(await isLeftBehind(35 + 600)).toBe(false);
      expect(await isLeftBehind(35 + 641)).toBe(true);
      expect(await repository().unfinishedSince()).toEqual(long(0));
      await repository().update(orderId, (reservation) => reservation.reject([], { at, isAnyHeld: false }));
      expect(await isLeftBehind(35 + 641)).toBe(false);
    });

    it('when somebody takes over what is pending, keeps that; what is decided stays as it is', async () => {
      const { orderId } = await anAddedReservation();
      const takeOver = (reservation: Reservation) => reservation.takeOver(secondsLater(1));
      expect(await repository().update(orderId, takeOver)).toMatchObject({
        status: 'pending',
        hasOneWorker: false,
        updatedAt: secondsLater(1),
      });
      const reserved = await repository().update(orderId, reserve);
      expect(reserved).toMatchObject({ status: 'reserved', hasOneWorker: false });
      expect(await repository().update(orderId, takeOver)).toEqual(reserved);
    });
  });
}

const aLine = (sku: string) => ({ sku, quantity: 1 });
