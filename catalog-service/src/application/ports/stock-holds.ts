import type { ReservationLine, ReservationState, Shortage } from '../../domain/reservation/reservation-state.ts';

/** What reservations do to the stock; each step may be repeated, and is atomic for its SKU. */
export interface StockHolds {
  /** Which of these lines there are too few pieces for, as far as that is known without asking: nothing may be known. */
  knownShortages(lines: readonly ReservationLine[]): Promise<readonly Shortage[]>;
  /**
   * Takes the pieces of a line aside; false when there are too few, or the reservation has ended. When it fails, the pieces may still be taken
   * aside later on: whoever tries again has to take the reservation over first.
   */
  hold(reservation: ReservationState, line: ReservationLine): Promise<boolean>;
  /** Makes the pieces that are held available again; as all that follow, once a decision has made any later hold impossible, or with a proof that does. */
  release(reservation: ReservationState, at: Date): Promise<void>;
  /** Takes the pieces that are held out of the stock. */
  commit(reservation: ReservationState, at: Date): Promise<void>;
  /** Takes pieces that were sold back into the stock, once. */
  restock(reservation: ReservationState, at: Date): Promise<void>;
  /** How many pieces can be held now; SKUs without stock are missing. */
  available(skus: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Forgets that reservations ended before this moment; none made before it can hold anything from then on. */
  forgetEnded(before: Date): Promise<void>;
}
