import type { ReservationEvent } from '../src/domain/reservation/reservation-event.ts';
import type { ReservationRepository } from '../src/domain/reservation/reservation-repository.ts';
import type { ReservationState } from '../src/domain/reservation/reservation-state.ts';
import { Reservation } from '../src/domain/reservation/reservation.ts';

/** Keeps reservations in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryReservationRepository implements ReservationRepository {
  /** What has happened, oldest first. */
  readonly events: ReservationEvent[] = [];
  readonly #states = new Map<string, ReservationState>();

  async add(reservation: Reservation): Promise<boolean> {
    if (this.#states.has(reservation.state.orderId)) return false;
    this.#keep(reservation);
    return true;
  }

  async find(orderId: string): Promise<ReservationState | null> {
    return this.#states.get(orderId) ?? null;
  }

  async update(orderId: string, change: (reservation: Reservation) => void): Promise<ReservationState | null> {
    const state = this.#states.get(orderId);
    if (state === undefined) return null;
    const reservation = Reservation.rehydrate(state);
    change(reservation);
    this.#keep(reservation);
    return reservation.state;
  }

  async finish({ orderId, status }: ReservationState): Promise<void> {
    const state = this.#states.get(orderId);
    if (state?.status === status) this.#states.set(orderId, { ...state, isUnfinished: false });
  }

  async leftBehind(since: Date, limit: number): Promise<readonly ReservationState[]> {
    return [...this.#states.values()]
      .filter(({ isUnfinished, updatedAt }) => isUnfinished && updatedAt < since)
      .sort((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime())
      .slice(0, limit);
  }

  #keep(reservation: Reservation): void {
    this.#states.set(reservation.state.orderId, reservation.state);
    this.events.push(...reservation.pullEvents());
  }
}
