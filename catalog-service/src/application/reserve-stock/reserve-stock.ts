import type { Clock } from '@souk/kernel/clock';
import type { ReservationRepository } from '../../domain/reservation/reservation-repository.ts';
import type { ReservationLine } from '../../domain/reservation/reservation-state.ts';
import { Reservation } from '../../domain/reservation/reservation.ts';
import type { StockHolds } from '../ports/stock-holds.ts';
import type { SettleReservation } from '../settle-reservation/settle-reservation.ts';

/** Holds all lines of a new order, or none. */
export class ReserveStock {
  readonly #ports: {
    readonly reservations: ReservationRepository;
    readonly settle: SettleReservation;
    readonly stock: Pick<StockHolds, 'knownShortages'>;
    readonly clock: Clock;
  };

  constructor(ports: {
    reservations: ReservationRepository;
    settle: SettleReservation;
    stock: Pick<StockHolds, 'knownShortages'>;
    clock: Clock;
  }) {
    this.#ports = ports;
  }

  async execute(orderId: string, lines: readonly ReservationLine[]): Promise<void> {
    const { reservations, settle, stock, clock } = this.#ports;
    const at = clock.now();
    const reservation = Reservation.request({ orderId, lines, at });
    const shortages = await stock.knownShortages(reservation.state.lines);
    // A late buyer costs one write to the reservation and none to the stock that everybody wants.
    if (shortages.length > 0) reservation.reject(shortages, { at, isAnyHeld: false });
    if (await reservations.add(reservation)) await settle.execute(reservation.state);
    else await settle.resume(orderId);
  }
}
