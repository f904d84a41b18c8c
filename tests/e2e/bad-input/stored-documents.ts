import { setTimeout as delay } from 'node:timers/promises';
import { mongo } from 'mongoose';

/** Where a sweep notes each minute how far it has come, whatever is asked of the services. */
const PLACES_OF_SWEEPS = ['event-cursors'];
const isChangedByRequests = ({ name }: { readonly name: string }) => !PLACES_OF_SWEEPS.includes(name);

/** What all services have stored: each document as text, by its database, collection and id. */
export type StoredDocuments = ReadonlyMap<string, string>;

const LOOK_AGAIN_AFTER_MS = 250;
const SAME_LOOKS = 6;
const SETTLES_WITHIN_MS = 20_000;

/** Looks into the databases of all services. */
export class DatabaseWindow {
  readonly #client: mongo.MongoClient;

  constructor(uri: string) {
    this.#client = new mongo.MongoClient(uri);
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async documents(): Promise<StoredDocuments> {
    const { databases } = await this.#client.db().admin().listDatabases({ nameOnly: true });
    const stored = await Promise.all(databases.map(({ name }) => this.#documentsOf(this.#client.db(name))));
    return new Map(stored.flat());
  }

  /**
   * What is stored once nothing changes by itself any more. What earlier requests have set going goes through all services, and
   * none of them knows whether the others are done.
   */
  async settledDocuments(): Promise<StoredDocuments> {
    const deadline = Date.now() + SETTLES_WITHIN_MS;
    let last = await this.documents();
    for (let same = 1; same < SAME_LOOKS;) {
      await delay(LOOK_AGAIN_AFTER_MS);
      const documents = await this.documents();
      const changes = changesBetween(last, documents);
      if (Date.now() > deadline) throw new Error(`The services do not settle: ${changes.join('; ')}.`);
      same = changes.length === 0 && !hasUnsentEvents(documents) ? same + 1 : 1;
      last = documents;
    }
    return last;
  }

  async #documentsOf(database: mongo.Db): Promise<readonly (readonly [string, string])[]> {
    const collections = await database.listCollections({}, { nameOnly: true }).toArray();
    const documents = collections
      .filter(isChangedByRequests)
      .map(async ({ name }) =>
        (await database.collection(name).find().toArray()).map(
          (document) => [`${database.databaseName}.${name} ${String(document._id)}`, JSON.stringify(document)] as const,
        ),
      );
    return (await Promise.all(documents)).flat();
  }
}

/** One line for each document that came, went or changed. */
export function changesBetween(before: StoredDocuments, after: StoredDocuments): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name}: ${before.get(name) ?? 'nothing'} → ${after.get(name) ?? 'nothing'}`);
}

const hasUnsentEvents = (documents: StoredDocuments): boolean =>
  [...documents.values()].some((document) => document.includes('"outbox":[{'));
