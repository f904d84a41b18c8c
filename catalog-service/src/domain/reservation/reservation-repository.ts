import type { Reservation } from './reservation.ts';
import type { ReservationState } from './reservation-state.ts';

export interface ReservationRepository {
  /** False when the order has a reservation already, which is left as it is. */
  add(reservation: Reservation): Promise<boolean>;
  find(orderId: string): Promise<ReservationState | null>;
  /**
   * Changes a reservation and stores it with its events: of several who try, one comes first and the others see its outcome.
   * @returns the state after the change, or null when the order has no reservation.
   */
  update(orderId: string, change: (reservation: Reservation) => void): Promise<ReservationState | null>;
  /** Notes that what was decided has been brought to the stock, unless something else was decided meanwhile. */
  finish(decided: ReservationState): Promise<void>;
  /**
   * Orders on whose reservations something is left to do and nothing has happened since `since`, the oldest first, but for those that are
   * put off beyond `now`.
   */
  leftBehind(when: { readonly since: Date; readonly now: Date }, limit: number): Promise<readonly string[]>;
  /** Leaves a reservation out of those left behind for a while, each time for longer: it may fail again, or end who works on it. */
  putOff(orderId: string, now: Date): Promise<void>;
  /** Since when there are decisions that have not been brought to the stock; null when there are none. */
  unfinishedSince(): Promise<Date | null>;
}
