import type { Clock } from '@souk/kernel/clock';
import type { ReservationRepository } from '../../domain/reservation/reservation-repository.ts';
import { Reservation } from '../../domain/reservation/reservation.ts';
import type { SettleReservation } from '../settle-reservation/settle-reservation.ts';

/** Makes what a cancelled order holds available again; an order that has asked for nothing yet never gets anything. */
export class ReleaseStock {
  readonly #ports: {
    readonly reservations: ReservationRepository;
    readonly settle: SettleReservation;
    readonly clock: Clock;
  };

  constructor(ports: { reservations: ReservationRepository; settle: SettleReservation; clock: Clock }) {
    this.#ports = ports;
  }

  async execute(orderId: string): Promise<void> {
    const { reservations, settle, clock } = this.#ports;
    const at = clock.now();
    const release = () =>
      reservations.update(orderId, (reservation) => {
        reservation.release(at);
      });
    let state = await release();
    if (state === null) {
      if (await reservations.add(Reservation.releasedBeforehand({ orderId, at }))) return;
      // Its stock was asked for in this very moment.
      state = await release();
    }
    if (state !== null) await settle.execute(state);
  }
}
