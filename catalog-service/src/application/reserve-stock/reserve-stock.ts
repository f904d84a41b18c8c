import type { Clock } from '@souk/kernel/clock';
import type { ReservationRepository } from '../../domain/reservation/reservation-repository.ts';
import type { ReservationLine } from '../../domain/reservation/reservation-state.ts';
import { Reservation } from '../../domain/reservation/reservation.ts';
import type { SettleReservation } from '../settle-reservation/settle-reservation.ts';

/** Holds all lines of a new order, or none. */
export class ReserveStock {
  readonly #ports: {
    readonly reservations: ReservationRepository;
    readonly settle: SettleReservation;
    readonly clock: Clock;
  };

  constructor(ports: { reservations: ReservationRepository; settle: SettleReservation; clock: Clock }) {
    this.#ports = ports;
  }

  async execute(orderId: string, lines: readonly ReservationLine[]): Promise<void> {
    const { reservations, settle, clock } = this.#ports;
    const reservation = Reservation.request({ orderId, lines, at: clock.now() });
    const state = (await reservations.add(reservation)) ? reservation.state : await reservations.find(orderId);
    if (state !== null) await settle.execute(state);
  }
}
