import { SettleReservation } from '../src/application/settle-reservation/settle-reservation.ts';
import type { ReservationLine, ReservationState } from '../src/domain/reservation/reservation-state.ts';
import { aReservation, secondsLater } from './a-reservation.ts';
import { InMemoryOffers } from './in-memory-offers.ts';
import { InMemoryReservationRepository } from './in-memory-reservation-repository.ts';
import { InMemoryStock } from './in-memory-stock.ts';

/** What use cases about reservations need, in memory: so many pieces of each SKU, all of them for sale. */
export function aWarehouse(pieces: Readonly<Record<string, number>>) {
  let passed = 0;
  const reservations = new InMemoryReservationRepository();
  const stock = new InMemoryStock(pieces);
  const offers = new InMemoryOffers(...Object.keys(pieces));
  const clock = { now: () => secondsLater(passed) };
  return {
    reservations,
    stock,
    offers,
    clock,
    settle: new SettleReservation({ reservations, stock, offers, clock }),
    letPass: (seconds: number) => (passed += seconds),
    /** A reservation that is still to be decided. */
    requested: async (lines: readonly ReservationLine[], orderId = 'order-1'): Promise<ReservationState> => {
      const reservation = aReservation({ orderId, lines, at: clock.now() });
      await reservations.add(reservation);
      return reservation.state;
    },
    /** How many pieces of each SKU there are, and how many of them are available. */
    pieces: () =>
      Object.fromEntries(
        Object.keys(pieces).map((sku) => {
          const { onHand, available } = stock.stateOf(sku);
          return [sku, { onHand, available }];
        }),
      ),
  };
}
