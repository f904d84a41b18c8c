import { z } from 'zod';

/** One request of a client and what came of it. */
export const Exchange = z.object({
  /** The same name for all requests of one person: `shopper 3`, `admin`. */
  who: z.string(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  endedAt: z.number(),
  method: z.string(),
  /** With its query. */
  path: z.string(),
  /** The `Idempotency-Key`. */
  key: z.string().nullable(),
  body: z.unknown(),
  /** Null when the outcome is unknown: the connection broke, or no answer came in time. */
  status: z.number().nullable(),
  reply: z.unknown(),
});
export interface Exchange extends z.infer<typeof Exchange> {
  readonly body: unknown;
  readonly reply: unknown;
}

/** Whether the shop said that it has done what was asked. */
export const isDone = ({ status }: Exchange): boolean => status !== null && status >= 200 && status < 300;

/** A field of a JSON object, or undefined. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (Reflect.get(value, name) as unknown)
    : undefined;
}

/** A field that is a text, or null. */
export function textOf(value: unknown, name: string): string | null {
  const field = fieldOf(value, name);
  return typeof field === 'string' ? field : null;
}
