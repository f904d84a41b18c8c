import { newDocument, type AggregateDocument } from '@souk/chassis/mongo/aggregate-document';
import type { Database } from '@souk/chassis/mongo/database';

/** A command of so many takes a second at most, also on a machine that is busy otherwise. */
const SLICE = 250;

/** Adds aggregates as their service would have stored them, many at a time. */
export async function addAggregates(
  database: Database,
  collection: string,
  aggregates: readonly { readonly id: string; readonly state: object }[],
): Promise<void> {
  const documents = database.collection<AggregateDocument<object>>(collection);
  for (let from = 0; from < aggregates.length; from += SLICE) {
    const slice = aggregates.slice(from, from + SLICE);
    await documents.insertMany(
      slice.map(({ id, state }) => ({ ...newDocument(id, state), version: 1 })),
      { ordered: false, writeConcern: { w: 1, journal: false } },
    );
  }
}
