import type { Counted, PageFound, PageWanted } from '@souk/kernel/page';
import type { mongo } from 'mongoose';
import { HttpProblem, problem } from '../http/problem.ts';
import { MOST_COUNTED } from '../http/route.ts';

/**
 * Fields with their directions, the last of them unique: without a tie-breaker, pages would repeat and leave out. None may be null or of
 * several types: databases compare within one type only.
 */
export type Order = readonly (readonly [field: string, direction: 1 | -1])[];

export interface PageRequest<Document extends mongo.Document> {
  readonly filter: mongo.Filter<Document>;
  readonly order: Order;
  readonly page: PageWanted;
  /** The fields that are needed, those of the order among them. */
  readonly fields?: mongo.Document;
  readonly options?: Pick<mongo.FindOptions, 'hint' | 'collation' | 'maxTimeMS'>;
}

export interface DocumentPage<Document> {
  readonly documents: readonly Document[];
  /** Leads to the next page; null on the last one. */
  readonly next: string | null;
}

/**
 * One page of a query. A cursor goes on right behind the last document of the page before, whatever has come or gone since, and costs the
 * same on every page; an offset has to count past what it leaves out.
 * @throws HttpProblem 400 for a cursor that is of another order, or was not made here.
 */
export async function findPage<Document extends mongo.Document>(
  collection: mongo.Collection<Document>,
  { filter, order, page: { limit, offset, cursor }, fields, options = {} }: PageRequest<Document>,
): Promise<DocumentPage<mongo.WithId<Document>>> {
  const after = cursor === undefined ? {} : behind(order, valuesOf(cursor, order));
  const found = await collection
    .find({ $and: [filter, after] } as mongo.Filter<Document>, { ...options, ...(fields && { projection: fields }) })
    .sort(order.map(([field, direction]): [string, mongo.SortDirection] => [field, direction]))
    .skip(cursor === undefined ? offset : 0)
    // One more tells whether there is a next page.
    .limit(limit + 1)
    .toArray();
  const documents = found.slice(0, limit);
  const last = documents.at(-1);
  return { documents, next: found.length > limit && last !== undefined ? cursorOf(last, order) : null };
}

/** One page of a list as it is answered: with how many entries there are in all. */
export async function findList<Document extends mongo.Document, Entry>(
  collection: mongo.Collection<Document>,
  request: PageRequest<Document>,
  entryOf: (document: mongo.WithId<Document>) => Entry,
): Promise<PageFound<Entry>> {
  const [{ documents, next }, counted] = await Promise.all([
    findPage(collection, request),
    countUpTo(collection, request.filter, request.options),
  ]);
  return { data: documents.map((document) => entryOf(document)), ...counted, next };
}

/** One page of what is in memory as a whole, in its order: the cursor is a place in it. */
export function pageOfList<Item>(
  items: readonly Item[],
  { limit, offset, cursor }: PageWanted,
): { readonly items: readonly Item[]; readonly next: string | null } {
  const start = cursor === undefined ? offset : Number(valuesOf(cursor, PLACE)[0]);
  const end = start + limit;
  return { items: items.slice(start, end), next: end < items.length ? cursorOf({ place: end }, PLACE) : null };
}

/** How many documents fit, up to `MOST_COUNTED`: an exact count costs as much as reading what it counts. */
export async function countUpTo<Document extends mongo.Document>(
  collection: mongo.Collection<Document>,
  filter: mongo.Filter<Document>,
  options: Pick<mongo.CountDocumentsOptions, 'hint' | 'collation' | 'maxTimeMS'> = {},
): Promise<Counted> {
  const found = await collection.countDocuments(filter, { ...options, limit: MOST_COUNTED + 1 });
  return { count: Math.min(found, MOST_COUNTED), isCountCapped: found > MOST_COUNTED };
}

const PLACE: Order = [['place', 1]];

type Value = string | number | boolean | Date;

/** One range of the first field, so that one scan of the index serves it; the other fields part those with an equal first one. */
function behind(order: Order, values: readonly Value[]): mongo.Document {
  const [[field, direction] = ['_id', 1], ...rest] = order;
  const value = values[0];
  const beyond = { [field]: { [direction === 1 ? '$gt' : '$lt']: value } };
  if (rest.length === 0) return beyond;
  return {
    [field]: { [direction === 1 ? '$gte' : '$lte']: value },
    // Not `$or`: databases may take that for two scans, and sort what comes of them.
    $nor: [{ [field]: value, $nor: [behind(rest, values.slice(1))] }],
  };
}

function cursorOf(document: mongo.Document, order: Order): string {
  const values = order.map(([field]): unknown => {
    const value = field.split('.').reduce<unknown>((part, key) => (part as mongo.Document | null)?.[key], document);
    return value instanceof Date ? { date: value.toISOString() } : value;
  });
  return Buffer.from(JSON.stringify([nameOf(order), ...values])).toString('base64url');
}

function valuesOf(cursor: string, order: Order): readonly Value[] {
  try {
    const [name, ...values] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as readonly unknown[];
    if (name === nameOf(order) && values.length === order.length) return values.map(valueOf);
  } catch {
    // Not made here: answered below, as one that belongs to another order.
  }
  throw new HttpProblem(
    problem(400, 'page.cursor-invalid', 'Take `next` of the page before as it is, with the same filters and order.'),
  );
}

const nameOf = (order: Order): string => order.map(([field, direction]) => `${field}:${direction}`).join();

function valueOf(value: unknown): Value {
  if (['string', 'number', 'boolean'].includes(typeof value)) return value as Value;
  const date = new Date(String((value as { date?: unknown } | null)?.date));
  if (Number.isNaN(date.getTime())) throw new TypeError('A cursor holds plain values and dates.');
  return date;
}
