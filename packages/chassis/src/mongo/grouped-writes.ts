import { mongo } from 'mongoose';
import { isDuplicateKey } from './database-errors.ts';

/** A write to one document, and who waits for its outcome. */
interface Write<Document extends mongo.Document> {
  readonly operation: mongo.AnyBulkWriteOperation<Document>;
  readonly resolve: (tookEffect: boolean) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_GROUP = 100;

/**
 * Writes documents of one collection. What comes while a write is in progress waits for it and then goes out together: under load
 * several writes share a command, its way to the database and its wait for the journal.
 */
export class GroupedWrites<Document extends mongo.Document> {
  readonly #collection: mongo.Collection<Document>;
  readonly #writeConcern: mongo.WriteConcernSettings | undefined;
  #waiting: Write<Document>[] = [];
  #isWriting = false;

  /** @param writeConcern that of the database by default. */
  constructor(collection: mongo.Collection<Document>, writeConcern?: mongo.WriteConcernSettings) {
    this.#collection = collection;
    this.#writeConcern = writeConcern;
  }

  /** False when there is a document with this id, or another unique key of it, already. */
  insert(document: mongo.OptionalId<Document>): Promise<boolean> {
    return this.#write({ insertOne: { document } });
  }

  /**
   * False when the document was not changed, and also when it is not known of this one of several.
   * @throws an error that `isDuplicateKey` knows when another document has a unique key that this one would get.
   */
  update(filter: mongo.Filter<Document>, update: mongo.UpdateFilter<Document> | mongo.Document[]): Promise<boolean> {
    return this.#write({ updateOne: { filter, update } });
  }

  #write(operation: mongo.AnyBulkWriteOperation<Document>): Promise<boolean> {
    const { promise, resolve, reject } = Promise.withResolvers<boolean>();
    this.#waiting.push({ operation, resolve, reject });
    if (!this.#isWriting) void this.#writeAll();
    return promise;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) await this.#writeGroup(this.#waiting.splice(0, MAX_GROUP));
    this.#isWriting = false;
  }

  async #writeGroup(group: readonly Write<Document>[]): Promise<void> {
    try {
      const operations = group.map(({ operation }) => operation);
      const { insertedCount, modifiedCount } = await this.#collection.bulkWrite(operations, {
        ordered: false,
        ...(this.#writeConcern && { writeConcern: this.#writeConcern }),
      });
      const isWhole = insertedCount + modifiedCount === group.length;
      for (const { operation, resolve } of group) resolve(isWhole || isInsert(operation));
    } catch (error) {
      const failures = failuresIn(error);
      group.forEach(({ operation, resolve, reject }, index) => {
        const failure = failures === null ? error : failures.get(index);
        if (failure === undefined) resolve(isInsert(operation));
        else if (isInsert(operation) && isDuplicateKey(failure)) resolve(false);
        else reject(failure);
      });
    }
  }
}

const isInsert = (operation: object): boolean => 'insertOne' in operation;

/** What the database refused, by place in the group; null when the group failed as a whole. */
function failuresIn(error: unknown): ReadonlyMap<number, mongo.MongoServerError> | null {
  if (!(error instanceof mongo.MongoBulkWriteError) || error.err !== undefined) return null;
  const refused = [error.writeErrors].flat();
  if (refused.length === 0) return null;
  return new Map(
    refused.map(({ index, errmsg, code }) => [index, new mongo.MongoServerError({ message: errmsg, code })]),
  );
}
