import type { Clock } from '@souk/kernel/clock';
import { ReservationNotFound } from '../../domain/reservation/reservation-error.ts';
import type { ReservationRepository } from '../../domain/reservation/reservation-repository.ts';
import type { SettleReservation } from '../settle-reservation/settle-reservation.ts';

/** Takes what a paid order holds out of the stock. */
export class CommitStock {
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
    const state = await reservations.update(orderId, (reservation) => {
      reservation.commit(clock.now());
    });
    if (state === null) throw new ReservationNotFound(orderId);
    await settle.execute(state);
  }
}
