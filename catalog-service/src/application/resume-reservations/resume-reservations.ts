import type { Clock } from '@souk/kernel/clock';
import { eachOnItsOwn } from '@souk/kernel/each-on-its-own';
import type { ReservationRepository } from '../../domain/reservation/reservation-repository.ts';
import type { StockHolds } from '../ports/stock-holds.ts';
import type { SettleReservation } from '../settle-reservation/settle-reservation.ts';

const RESERVATIONS_PER_RUN = 200;
/** Whoever works on a reservation needs milliseconds; after this long nobody does any more. */
const LEFT_BEHIND_AFTER_MS = 5_000;
/** As long as nothing can be held without them, the proofs of ended reservations only need to outlive ordinary delays. */
const FORGET_AFTER_MS = 15 * 60_000;

export interface ResumeReservationsPorts {
  readonly reservations: ReservationRepository;
  readonly settle: SettleReservation;
  readonly stock: StockHolds;
  readonly clock: Clock;
}

/** Takes up what a crash has cut off. */
export class ResumeReservations {
  readonly #ports: ResumeReservationsPorts;

  constructor(ports: ResumeReservationsPorts) {
    this.#ports = ports;
  }

  async execute(): Promise<void> {
    const { reservations, settle, clock } = this.#ports;
    const now = clock.now();
    const found = await reservations.leftBehind({ since: this.#ago(LEFT_BEHIND_AFTER_MS), now }, RESERVATIONS_PER_RUN);
    const resume = async (orderId: string) => {
      await reservations.putOff(orderId, now);
      await settle.resume(orderId);
    };
    await eachOnItsOwn(found, resume, { nameOf: (orderId) => orderId });
  }

  /** Forgets what nobody can need any more. What somebody still works on needs the proofs since it was decided. */
  async forgetEnded(): Promise<void> {
    const { reservations, stock } = this.#ports;
    const horizon = this.#ago(FORGET_AFTER_MS);
    const oldest = await reservations.unfinishedSince();
    await stock.forgetEnded(oldest !== null && oldest < horizon ? oldest : horizon);
  }

  #ago(milliseconds: number): Date {
    return new Date(this.#ports.clock.now().getTime() - milliseconds);
  }
}
