import { Page } from '@souk/chassis/http/route';
import { z } from 'zod';
import type { MovementCursor } from '../../application/ports/inventory.ts';

const Cursor = z
  .string()
  .max(100)
  .transform((text) => text.split('_'))
  .pipe(z.tuple([z.iso.datetime(), z.uuid()]))
  .transform(([at, id]): MovementCursor => ({ at: new Date(at), id }));

export const MovementsQuery = Page.pick({ limit: true }).extend({ cursor: Cursor.nullable().default(null) });

/** The cursor of the page after this one; null when this is the last. */
export function nextMovements(page: readonly MovementCursor[], limit: number): string | null {
  const last = page.at(-1);
  return last === undefined || page.length < limit ? null : `${last.at.toISOString()}_${last.id}`;
}
