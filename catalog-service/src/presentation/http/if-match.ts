import type { RouteRequest } from '@souk/chassis/http/route';

/** The `ETag` of a revision. */
export const etagOf = (revision: number): string => `"${revision}"`;

/** The revision that `If-Match` names; null when any will do. What is no tag of ours (weak ones, lists) matches none: -1. */
export function expectedRevision({ header }: Pick<RouteRequest, 'header'>): number | null {
  const given = header('if-match');
  if (given === null || given === '*') return null;
  return Number(/^"(\d{1,15})"$/.exec(given)?.[1] ?? -1);
}
