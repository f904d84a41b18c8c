import { z } from 'zod';

/** One reason for a refusal, as the API document lists it. */
export interface ProblemKind {
  readonly status: number;
  /** What its problem says beside what every problem says, by name. */
  readonly fields?: Readonly<Record<string, z.ZodType>>;
}

/** Reasons by their `code`. A test compares them with what the sources can reply. */
export type Problems = Readonly<Record<string, ProblemKind>>;

/** What any service may reply with, whatever it is about. */
export const COMMON_PROBLEMS: Problems = {
  'aggregate.contended': { status: 503 },
  'auth.admin-only': { status: 403 },
  'auth.keys-unavailable': { status: 503 },
  'auth.unauthenticated': { status: 401 },
  'database.unavailable': { status: 503 },
  'event-lag.unknown': { status: 503 },
  'idempotency.key-invalid': { status: 400 },
  'idempotency.key-missing': { status: 400 },
  'idempotency.key-reused': { status: 422 },
  'idempotency.still-running': { status: 409 },
  internal: { status: 500 },
  'money.amount-is-not-minor-units': { status: 400 },
  'money.currencies-differ': { status: 400 },
  'page.cursor-invalid': { status: 400 },
  'request.headers-too-large': { status: 431 },
  'request.invalid': { status: 400 },
  'request.malformed': { status: 400 },
  'request.media-type': { status: 415 },
  'request.too-large': { status: 413 },
  'request.too-slow': { status: 408 },
  'route.method-not-allowed': { status: 405 },
  'route.not-found': { status: 404 },
  'upstream.unavailable': { status: 503 },
};

/** A reason as the API document shows it; `fields` are JSON Schemas by name, and `required` names those that are always there. */
export const ProblemEntry = z.object({
  code: z.string(),
  status: z.int(),
  fields: z.record(z.string(), z.record(z.string(), z.unknown())),
  required: z.array(z.string()),
});
export type ProblemEntry = z.infer<typeof ProblemEntry>;

/** Reasons as the API document lists them, by code. */
export function problemEntries(problems: Problems): readonly ProblemEntry[] {
  return Object.entries(problems)
    .map(([code, { status, fields = {} }]) => {
      const schema = z.toJSONSchema(z.object(fields), { io: 'output', unrepresentable: 'any' });
      return ProblemEntry.parse({ code, status, fields: schema.properties, required: schema.required ?? [] });
    })
    .toSorted((one, other) => (one.code < other.code ? -1 : 1));
}
