import type { mongo } from 'mongoose';
import type { Publication } from '../events/event-bus.ts';

/** What the relay needs to know of an aggregate's document. */
export interface Outboxed {
  readonly _id: string;
  readonly outbox: readonly Publication[];
}

/** An aggregate and events of its outbox, oldest first. */
export interface Pending {
  readonly collection: mongo.Collection<Outboxed>;
  readonly id: string;
  readonly outbox: readonly Publication[];
}

const MAX_DOCUMENTS_PER_COLLECTION = 500;

/** The outboxes of a service's aggregates, as they are stored. */
export class Outboxes {
  readonly #collections = new Set<mongo.Collection<Outboxed>>();

  watch(collection: mongo.Collection<Outboxed>): void {
    this.#collections.add(collection);
  }

  /** Some of those that hold events older than this. */
  async leftBehind(before: Date): Promise<readonly Pending[]> {
    const found: Pending[] = [];
    for (const collection of this.#collections) {
      const documents = await collection
        .find({ 'outbox.0': { $exists: true }, 'outbox.event.time': { $lt: before.toISOString() } })
        .project<Outboxed>({ outbox: 1 })
        .limit(MAX_DOCUMENTS_PER_COLLECTION)
        .toArray();
      found.push(...documents.map(({ _id, outbox }) => ({ collection, id: _id, outbox })));
    }
    return found;
  }

  /** Removes these events. */
  async takeOut(sent: readonly Pending[]): Promise<void> {
    for (const [collection, pendings] of Map.groupBy(sent, (pending) => pending.collection)) {
      await collection.bulkWrite(
        pendings.map(({ id, outbox }) => ({
          updateOne: { filter: { _id: id }, update: withoutEvents(outbox.map(({ event }) => event.id)) },
        })),
        // Losing this write costs a duplicate, so it need not wait for the journal.
        { ordered: false, writeConcern: { w: 1 } },
      );
    }
  }
}

function withoutEvents(ids: readonly string[]): mongo.UpdateFilter<Outboxed> {
  const pull: mongo.Document = { $pull: { outbox: { 'event.id': { $in: ids } } } };
  // The driver's types know no dotted paths inside `$pull`.
  return pull;
}
