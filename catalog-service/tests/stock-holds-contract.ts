import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ReservationState } from '../src/domain/reservation/reservation-state.ts';
import { aReservation, at, secondsLater } from './a-reservation.ts';
import { anAdjustment, aStockOf, piecesOf, type StockUnderTest } from './stock-under-test.ts';

type Step = (reservation: ReservationState) => Promise<unknown>;

/** What all that hold stock for orders must do. */
export function stockHoldsContract(name: string, open: () => StockUnderTest): void {
  const aRequest = (quantity: number, skus: readonly string[], madeAt = at): ReservationState => {
    const lines = skus.map((sku) => ({ sku, quantity }));
    return aReservation({ orderId: randomUUID(), lines, at: madeAt }).state;
  };
  /** One that several may work on, so that what ends has to be proved. */
  const aSharedRequest = (...request: Parameters<typeof aRequest>): ReservationState => ({
    ...aRequest(...request),
    hasOneWorker: false,
  });
  const hold = (reservation: ReservationState, line = reservation.lines[0]!) => open().holds.hold(reservation, line);
  const availableOf = async (sku: string) => (await open().holds.available([sku])).get(sku);

  describe(name, () => {
    it('when pieces are held, again and again, takes them aside once', async () => {
      const sku = await aStockOf(5, open());
      const reservation = aSharedRequest(3, [sku]);
      for (let time = 1; time <= 3; time++) expect(await hold(reservation)).toBe(true);
      expect(await piecesOf(sku, open())).toEqual({ onHand: 5, available: 2 });
    });

    it('when one hold comes many times at once, takes the pieces aside once', async () => {
      const sku = await aStockOf(5, open());
      const reservation = aSharedRequest(3, [sku]);
      expect(new Set(await Promise.all(Array.from({ length: 8 }, () => hold(reservation))))).toEqual(new Set([true]));
      expect(await availableOf(sku)).toBe(2);
    });

    it('when there are too few, or there is no such SKU, holds nothing', async () => {
      const sku = await aStockOf(5, open());
      expect(await hold(aRequest(6, [sku]))).toBe(false);
      expect(await availableOf(sku)).toBe(5);
      expect(await hold(aRequest(5, [sku]))).toBe(true);
      expect(await hold(aRequest(1, [sku]))).toBe(false);
      expect(await availableOf(sku)).toBe(0);
      expect(await hold(aRequest(1, [randomUUID()]))).toBe(false);
    });

    it('when many orders want the last pieces at once, as many get one as there are', async () => {
      const sku = await aStockOf(5, open());
      const held = await Promise.all(Array.from({ length: 8 }, () => hold(aRequest(1, [sku]))));
      expect(held.filter(Boolean)).toHaveLength(5);
      expect(await availableOf(sku)).toBe(0);
    });

    it.each([
      ['held', null, hold, { onHand: 48, available: 32 }],
      ['released', hold, (reservation) => open().holds.release(reservation, at), { onHand: 48, available: 48 }],
      ['sold', hold, (reservation) => open().holds.commit(reservation, at), { onHand: 32, available: 32 }],
    ] satisfies [string, Step | null, Step, object][])(
      'when pieces are %s one by one while others come in, loses none of it',
      async (_what, before, step, expected) => {
        const sku = await aStockOf(32, open());
        const reservations = Array.from({ length: 16 }, () => aRequest(1, [sku]));
        for (const reservation of reservations) await before?.(reservation);
        const steps = async () => {
          for (const reservation of reservations) await step(reservation);
        };
        const adjustments = async () => {
          for (let time = 1; time <= 16; time++) await open().stock.adjust(sku, anAdjustment());
        };
        await Promise.all([steps(), adjustments()]);
        expect(await piecesOf(sku, open())).toEqual(expected);
      },
    );

    it('when many hold, release and buy at once, the movements tell how it came to be what it is', async () => {
      const sku = await aStockOf(40, open());
      const orders = Array.from({ length: 24 }, (_, index) => aRequest(1 + (index % 3), [sku]));
      await Promise.all(
        orders.map(async (order, index) => {
          if (!(await hold(order))) return;
          if (index % 4 === 0) return open().holds.release(order, secondsLater(1));
          await open().holds.commit(order, secondsLater(1));
          if (index % 4 === 1) await open().holds.restock({ ...order, updatedAt: secondsLater(2) }, secondsLater(2));
        }),
      );
      const { onHand, available } = await piecesOf(sku, open());
      const movements = (await open().movementsOf(sku)).toReversed();
      expect(movements.map(({ place }) => place)).toEqual(movements.map((_movement, index) => index + 1));
      let sum = 0;
      for (const { kind, orderId, delta, quantity, onHand: after } of movements) {
        sum += delta;
        expect(after).toBe(sum);
        const order = orders.find((one) => one.orderId === orderId);
        if (kind === 'sold' || kind === 'restocked') expect(quantity).toBe(order?.lines[0]?.quantity);
        else expect(orderId).toBeNull();
      }
      expect({ onHand, available }).toEqual({ onHand: sum, available: sum });
      const moved = (kind: string) => movements.filter((movement) => movement.kind === kind).length;
      expect(moved('sold')).toBeGreaterThan(moved('restocked'));
      expect(moved('restocked')).toBeGreaterThan(0);
      expect(new Set(movements.map(({ id }) => id)).size).toBe(movements.length);
    });

    it('when asked what is available, leaves out what it does not know', async () => {
      const [some, none, unknown] = [await aStockOf(5, open()), await aStockOf(0, open()), randomUUID()];
      expect(await open().holds.available([some, none, unknown])).toEqual(
        new Map([
          [some, 5],
          [none, 0],
        ]),
      );
    });

    it('when only one ever worked on them, leaves nothing in the stock of those that have ended', async () => {
      const skus = [await aStockOf(5, open()), await aStockOf(5, open())];
      const [released, sold, refused] = [aRequest(1, skus), aRequest(2, skus), aRequest(9, skus)];
      for (const line of released.lines) expect(await hold(released, line)).toBe(true);
      for (const line of sold.lines) expect(await hold(sold, line)).toBe(true);
      expect(await hold(refused)).toBe(false);
      for (let time = 1; time <= 2; time++) {
        await open().holds.release(released, secondsLater(time));
        await open().holds.release(refused, secondsLater(time));
        await open().holds.commit(sold, secondsLater(time));
      }
      for (const sku of skus) {
        const { holds, onHand, available } = await open().stock.adjust(sku, anAdjustment({ quantity: 0 }));
        expect({ holds, onHand, available }).toEqual({ holds: {}, onHand: 3, available: 3 });
      }
    });

    it('when released, again and again, makes all that is held available again, once, and never holds again', async () => {
      const skus = [await aStockOf(5, open()), await aStockOf(5, open())];
      const [reservation, other] = [aSharedRequest(3, skus), aRequest(1, skus)];
      for (const line of [...reservation.lines.slice(0, 1), ...other.lines]) {
        expect(await hold(line.quantity === 3 ? reservation : other, line)).toBe(true);
      }
      for (let time = 1; time <= 2; time++) await open().holds.release(reservation, secondsLater(time));
      for (const line of reservation.lines) {
        expect(await hold(reservation, line)).toBe(false);
        expect(await piecesOf(line.sku, open())).toEqual({ onHand: 5, available: 4 });
      }
    });

    it('when committed, again and again, takes out what is held, once, and never holds again', async () => {
      const skus = [await aStockOf(9, open()), await aStockOf(9, open())];
      const [reservation, other] = [aSharedRequest(3, skus), aRequest(1, skus)];
      for (const line of reservation.lines) await hold(reservation, line);
      for (const line of other.lines) await hold(other, line);
      for (let time = 1; time <= 2; time++) await open().holds.commit(reservation, secondsLater(time));
      for (const line of reservation.lines) {
        expect(await hold(reservation, line)).toBe(false);
        expect(await piecesOf(line.sku, open())).toEqual({ onHand: 6, available: 5 });
      }
    });

    it('when it has ended one way, does not end the other way, too', async () => {
      const sku = await aStockOf(5, open());
      const [sold, cancelled] = [aRequest(2, [sku]), aRequest(1, [sku])];
      for (const reservation of [sold, cancelled]) await hold(reservation);
      await open().holds.commit(sold, secondsLater(1));
      await open().holds.release(cancelled, secondsLater(1));
      await open().holds.release(sold, secondsLater(2));
      await open().holds.commit(cancelled, secondsLater(2));
      expect(await piecesOf(sku, open())).toEqual({ onHand: 3, available: 3 });
    });

    it('when restocked, again and again, brings back what was sold, once, also what had not left yet', async () => {
      const skus = [await aStockOf(9, open()), await aStockOf(9, open())];
      const reservation = aRequest(3, skus);
      for (const line of reservation.lines) await hold(reservation, line);
      const [first] = reservation.lines;
      await open().holds.commit({ ...reservation, lines: [first!] }, secondsLater(1));
      const decided = { ...reservation, updatedAt: secondsLater(2) };
      for (let time = 2; time <= 3; time++) await open().holds.restock(decided, secondsLater(time));
      await open().holds.commit(reservation, secondsLater(4));
      for (const line of reservation.lines) {
        expect(await hold(reservation, line)).toBe(false);
        expect(await piecesOf(line.sku, open())).toEqual({ onHand: 9, available: 9 });
      }
    });

    it('when it is forgotten what was restocked, is not restocked again by somebody late', async () => {
      const sku = await aStockOf(9, open());
      const reservation = aRequest(3, [sku]);
      await hold(reservation);
      await open().holds.commit(reservation, secondsLater(1));
      await open().holds.forgetEnded(secondsLater(2));
      const decided = { ...reservation, updatedAt: secondsLater(3) };
      await open().holds.restock(decided, secondsLater(3));
      expect(await piecesOf(sku, open())).toEqual({ onHand: 9, available: 9 });
      await open().holds.forgetEnded(secondsLater(4));
      await open().holds.restock(decided, secondsLater(5));
      expect(await piecesOf(sku, open())).toEqual({ onHand: 9, available: 9 });
    });

    it('when it is forgotten which have ended, those from before hold nothing all the same', async () => {
      const sku = await aStockOf(9, open());
      const [released, sold, young, held] = [1, 1, 1, 2].map((quantity) => aSharedRequest(quantity, [sku]));
      for (const reservation of [sold, young, held]) await hold(reservation!);
      await open().holds.release(released!, secondsLater(1));
      await open().holds.commit(sold!, secondsLater(1));
      await open().holds.release(young!, secondsLater(2));
      await open().holds.forgetEnded(secondsLater(2));

      const { holds } = await open().stock.adjust(sku, anAdjustment());
      expect(holds).toEqual({
        [young!.orderId]: { endedAt: secondsLater(2) },
        [held!.orderId]: { quantity: 2 },
      });
      for (const reservation of [released, sold, young, aRequest(1, [sku], secondsLater(1.999))]) {
        expect(await hold(reservation!)).toBe(false);
      }
      expect(await hold(held!)).toBe(true);
      expect(await hold(aRequest(1, [sku], secondsLater(2)))).toBe(true);
      await open().holds.release(held!, secondsLater(3));
      expect(await piecesOf(sku, open())).toEqual({ onHand: 9, available: 8 });
    });
  });
}
