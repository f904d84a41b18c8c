import type { ReservationLine, ReservationState } from '../../domain/reservation/reservation-state.ts';

/** What reservations do to the stock; each step may be repeated, and is atomic for its SKU. */
export interface StockHolds {
  /** Takes the pieces of a line aside; false when there are too few, or the reservation has ended. */
  hold(reservation: ReservationState, line: ReservationLine): Promise<boolean>;
  /** Makes the pieces that are held available again, and any later hold impossible. */
  release(reservation: ReservationState, at: Date): Promise<void>;
  /** Takes the pieces that are held out of the stock, and makes any later hold impossible. */
  commit(reservation: ReservationState, at: Date): Promise<void>;
  /** Takes pieces that were sold back into the stock, once, and makes any later hold impossible. */
  restock(reservation: ReservationState, at: Date): Promise<void>;
  /** How many pieces can be held now; SKUs without stock are missing. */
  available(skus: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Forgets that reservations ended before this moment; none made before it can hold anything from then on. */
  forgetEnded(before: Date): Promise<void>;
}
