import { invalidRequest } from './api-error.ts';
import { list, type List } from './objects/list.ts';
import type { Params } from './params.ts';

/** A test that an object passes to be in a list. */
export type Filter<T> = (item: T) => boolean;

/**
 * One page of `newestFirst` (https://docs.stripe.com/api/pagination). The cursor need not pass the filter itself:
 * an undelivered event that a client has just read may have been delivered by the time it asks for the next page.
 */
export function page<T extends { id: string }>(
  newestFirst: readonly T[],
  query: Params,
  { url, filter }: { url: string; filter: Filter<T> },
): List<T> {
  const limit = query.integer('limit', { min: 1, max: 100 }) ?? 10;
  const after = query.string('starting_after');
  const before = query.string('ending_before');
  query.rejectUnknown();
  if (before !== null) {
    const candidates = newestFirst.slice(0, position(newestFirst, before, 'ending_before')).filter(filter);
    return list(url, candidates.slice(-limit), candidates.length > limit);
  }
  const start = after === null ? 0 : position(newestFirst, after, 'starting_after') + 1;
  const candidates = newestFirst.slice(start).filter(filter);
  return list(url, candidates.slice(0, limit), candidates.length > limit);
}

function position(items: readonly { id: string }[], id: string, param: string): number {
  const index = items.findIndex((item) => item.id === id);
  if (index >= 0) return index;
  throw invalidRequest(`No such object: '${id}'`, { code: 'resource_missing', param });
}

/** `created=…` or `created[gte]=…&created[lt]=…`, in seconds. */
export function createdFilter(query: Params): Filter<{ created: number }> {
  if (query.isText('created')) {
    const exactly = query.integer('created');
    return ({ created }) => created === exactly;
  }
  const range = query.object('created');
  const bound = (field: string, otherwise: number) => range?.integer(field) ?? otherwise;
  const [gt, gte] = [bound('gt', -1), bound('gte', 0)];
  const [lt, lte] = [bound('lt', Infinity), bound('lte', Infinity)];
  return ({ created }) => created > gt && created >= gte && created < lt && created <= lte;
}

/** Passes everything unless the query gives `field`. */
export function fieldFilter<T>(query: Params, field: keyof T & string): Filter<T> {
  const wanted = query.string(field);
  return (item) => {
    const value: unknown = item[field];
    return wanted === null || value === wanted;
  };
}
