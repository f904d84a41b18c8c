import { currentCause, runBecauseOf } from '@souk/chassis/execution-context';
import type { AggregateStore, Change } from '@souk/chassis/mongo/aggregate-store';
import { GroupedWrites } from '@souk/chassis/mongo/grouped-writes';
import type { mongo } from 'mongoose';
import type { ReservationRepository } from '../../domain/reservation/reservation-repository.ts';
import type { ReservationState } from '../../domain/reservation/reservation-state.ts';
import { Reservation } from '../../domain/reservation/reservation.ts';
import type { ReservationDocument } from './reservation-document.ts';
import { toContract } from './reservation-event-contract.ts';

const FIRST_PAUSE_MS = 5_000;
/** Up to some ten minutes. */
const MOST_DOUBLINGS = 7;

export class MongoReservationRepository implements ReservationRepository {
  readonly #store: AggregateStore<ReservationState>;
  readonly #documents: mongo.Collection<ReservationDocument>;
  /** Losing one of these costs a repetition that changes nothing, so they need not wait for the journal. */
  readonly #finished: GroupedWrites<ReservationDocument>;

  constructor({
    store,
    documents,
  }: {
    store: AggregateStore<ReservationState>;
    documents: mongo.Collection<ReservationDocument>;
  }) {
    this.#store = store;
    this.#documents = documents;
    this.#finished = new GroupedWrites(documents, { w: 1 });
  }

  add(reservation: Reservation): Promise<boolean> {
    return this.#store.insert(reservation.state.orderId, changeOf(reservation));
  }

  find(orderId: string): Promise<ReservationState | null> {
    return this.#store.find(orderId);
  }

  update(orderId: string, change: (reservation: Reservation) => void): Promise<ReservationState | null> {
    // Without the message, since one message changes a reservation twice: it is made, then decided. The inbox would take the
    // second change for a repetition. None is needed: a status that was left is never entered again.
    return runBecauseOf({ ...currentCause(), message: null }, () =>
      this.#store.update(orderId, (before) => {
        const reservation = Reservation.rehydrate(before);
        change(reservation);
        return reservation.state === before ? null : changeOf(reservation);
      }),
    );
  }

  async finish({ orderId, status }: ReservationState): Promise<void> {
    await this.#finished.update({ _id: orderId, status }, { $set: { isUnfinished: false } });
  }

  async leftBehind({ since, now }: { since: Date; now: Date }, limit: number): Promise<readonly string[]> {
    const found = await this.#documents
      .find({ isUnfinished: true, updatedAt: { $lt: since }, putOffUntil: { $not: { $gt: now } } })
      .sort({ updatedAt: 1 })
      .project<Pick<ReservationDocument, 'orderId'>>({ orderId: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ orderId }) => orderId);
  }

  async putOff(orderId: string, now: Date): Promise<void> {
    const times = { $ifNull: ['$timesPutOff', 0] };
    const pause = { $multiply: [FIRST_PAUSE_MS, { $pow: [2, { $min: [times, MOST_DOUBLINGS] }] }] };
    await this.#documents.updateOne({ _id: orderId }, [
      { $set: { timesPutOff: { $add: [times, 1] }, putOffUntil: { $add: [now, pause] } } },
    ]);
  }

  async unfinishedSince(): Promise<Date | null> {
    const oldest = await this.#documents
      .find({ isUnfinished: true })
      .sort({ updatedAt: 1 })
      .project<Pick<ReservationDocument, 'updatedAt'>>({ updatedAt: 1 })
      .limit(1)
      .next();
    return oldest?.updatedAt ?? null;
  }
}

function changeOf(reservation: Reservation): Change<ReservationState> {
  const { state } = reservation;
  return { state, events: reservation.pullEvents().map((event) => toContract(event, state.orderId)) };
}
