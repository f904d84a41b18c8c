import { mongo } from 'mongoose';
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
/** The rest comes with the next sweep: an outbox may be as large as a document can be. */
const MAX_EVENTS_PER_DOCUMENT = 100;
const MAX_BYTES_PER_COLLECTION = 16 * 1024 * 1024;
const MAX_LEFT_OUT = 1_000;

/** The outboxes of a service's aggregates, as they are stored. */
export class Outboxes {
  readonly #collections = new Set<mongo.Collection<Outboxed>>();

  watch(collection: mongo.Collection<Outboxed>): void {
    this.#collections.add(collection);
  }

  /**
   * Some of those that hold events older than this, each with its first events. Those that are known to be stuck are left out: others
   * must not wait until there is room beside them.
   */
  async leftBehind(
    before: Date,
    stuck: readonly Pick<Pending, 'collection' | 'id'>[] = [],
  ): Promise<readonly Pending[]> {
    const found: Pending[] = [];
    for (const collection of this.#collections) {
      const known = stuck.filter((pending) => pending.collection.collectionName === collection.collectionName);
      const documents = collection
        .find({
          'outbox.0': { $exists: true },
          'outbox.event.time': { $lt: before.toISOString() },
          ...(known.length === 0 ? {} : { _id: { $nin: known.slice(0, MAX_LEFT_OUT).map(({ id }) => id) } }),
        })
        .project<Outboxed>({ outbox: { $slice: ['$outbox', MAX_EVENTS_PER_DOCUMENT] } })
        .limit(MAX_DOCUMENTS_PER_COLLECTION);
      let bytes = 0;
      for await (const document of documents) {
        found.push({ collection, id: document._id, outbox: document.outbox });
        bytes += mongo.BSON.calculateObjectSize(document);
        if (bytes > MAX_BYTES_PER_COLLECTION) break;
      }
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
