import type { ReservationEvent } from '../src/domain/reservation/reservation-event.ts';
import type { ReservationRepository } from '../src/domain/reservation/reservation-repository.ts';
import type { ReservationState } from '../src/domain/reservation/reservation-state.ts';
import { Reservation } from '../src/domain/reservation/reservation.ts';

/** Keeps reservations in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryReservationRepository implements ReservationRepository {
  /** What has happened, oldest first. */
  readonly events: ReservationEvent[] = [];
  readonly #states = new Map<string, ReservationState>();
  readonly #putOff = new Map<string, { readonly times: number; readonly until: Date }>();

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

  async leftBehind({ since, now }: { since: Date; now: Date }, limit: number): Promise<readonly string[]> {
    return this.#unfinished()
      .filter(({ orderId, updatedAt }) => updatedAt < since && !((this.#putOff.get(orderId)?.until ?? now) > now))
      .slice(0, limit)
      .map(({ orderId }) => orderId);
  }

  async putOff(orderId: string, now: Date): Promise<void> {
    const times = this.#putOff.get(orderId)?.times ?? 0;
    const until = new Date(now.getTime() + 5_000 * 2 ** Math.min(times, 7));
    this.#putOff.set(orderId, { times: times + 1, until });
  }

  async unfinishedSince(): Promise<Date | null> {
    return this.#unfinished()[0]?.updatedAt ?? null;
  }

  #unfinished(): ReservationState[] {
    return [...this.#states.values()]
      .filter(({ isUnfinished }) => isUnfinished)
      .sort((a, b) => a.updatedAt.getTime() - b.updatedAt.getTime());
  }

  #keep(reservation: Reservation): void {
    this.#states.set(reservation.state.orderId, reservation.state);
    this.events.push(...reservation.pullEvents());
  }
}
