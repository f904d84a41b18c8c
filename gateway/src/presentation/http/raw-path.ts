import type { Request } from 'express';

/** The path as it came on the wire. `request.path` has been read by a URL parser, which forgives too much. */
export function rawPathOf({ url }: Request): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
