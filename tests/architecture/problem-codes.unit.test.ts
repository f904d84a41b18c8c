import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { COMMON_PROBLEMS, problemEntries, type Problems } from '@souk/chassis/http/problems';
import { describe, expect, it } from 'vitest';
import { PROBLEMS as CART } from '../../cart-service/src/presentation/http/problems.ts';
import { PROBLEMS as CATALOG } from '../../catalog-service/src/presentation/http/problems.ts';
import { PROBLEMS as GATEWAY } from '../../gateway/src/presentation/http/problems.ts';
import { PROBLEMS as NOTIFICATION } from '../../notification-service/src/presentation/http/problems.ts';
import { PROBLEMS as ORDER } from '../../order-service/src/presentation/http/problems.ts';
import { PROBLEMS as PAYMENT } from '../../payment-service/src/presentation/http/problems.ts';
import { PROBLEMS as USER } from '../../user-service/src/presentation/http/problems.ts';

const root = path.join(import.meta.dirname, '../..');

const LISTS: Readonly<Record<string, Problems>> = {
  'packages/kernel': COMMON_PROBLEMS,
  'packages/chassis': COMMON_PROBLEMS,
  'cart-service': CART,
  'catalog-service': CATALOG,
  gateway: GATEWAY,
  'notification-service': NOTIFICATION,
  'order-service': ORDER,
  'payment-service': PAYMENT,
  'user-service': USER,
};

const STATUS_OF_KIND: Readonly<Record<string, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'precondition-failed': 412,
  'too-many': 429,
  unprocessable: 422,
  unavailable: 503,
};

/** What every problem says: a field of that name would never be seen. */
const OF_EVERY_PROBLEM = ['type', 'status', 'code', 'title', 'detail', 'requestId'];

interface Refusal {
  readonly code: string;
  readonly status: number;
  /** Null where the sources do not name them. */
  readonly fields: readonly string[] | null;
}

/** What the sources of a part may reply with: errors of the domain, and problems that are written down where they are thrown. */
function refusalsIn(part: string): readonly Refusal[] {
  const folder = path.join(root, part, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .flatMap((source) => [...errorsIn(source), ...problemsIn(source)]);
}

const errorsIn = (source: string): Refusal[] =>
  [...source.matchAll(/readonly code = '([^']+)';\s+readonly kind = '([^']+)';(.*?)\n\}/gs)].map(
    ([, code = '', kind = '', rest = '']) => ({ code, status: STATUS_OF_KIND[kind] ?? 0, fields: detailsIn(rest) }),
  );

/** The names in `super(…, { a, b: c })`; none without one, null when another object is spread into it. */
function detailsIn(body: string): readonly string[] | null {
  const details = /super\(.*?(?:,\s*\{([^{}]*)\})?,?\s*\);/s.exec(body)?.[1];
  if (details?.includes('...') === true) return null;
  return details?.split(',').flatMap((entry) => entry.split(':')[0]?.trim() || []) ?? [];
}

const problemsIn = (source: string): Refusal[] => [
  ...[...source.matchAll(/\bproblem\(\s*(\d{3}),\s*'([^']+)'/g)].map(([, status, code = '']) => ({
    code,
    status: Number(status),
    fields: null,
  })),
  ...[...source.matchAll(/\bunavailable\(\s*'([^']+)'/g)].map(([, code = '']) => ({ code, status: 503, fields: null })),
];

describe.each(Object.entries(LISTS))('the problems of %s', (part, own) => {
  const refusals = refusalsIn(part);
  const listed = { ...COMMON_PROBLEMS, ...own };

  it('are all listed, with their status and fields, in problems.ts', () => {
    const wrong = refusals.filter(({ code, status, fields }) => {
      const entry = listed[code];
      const names = Object.keys(entry?.fields ?? {});
      const said = fields?.filter((name) => name !== 'errors');
      return entry?.status !== status || (said !== undefined && said.toSorted().join() !== names.toSorted().join());
    });
    expect(wrong).toEqual([]);
  });

  it('are no others than those', () => {
    const parts = own === COMMON_PROBLEMS ? ['packages/kernel', 'packages/chassis'] : [part];
    const codes = new Set(parts.flatMap(refusalsIn).map(({ code }) => code));
    expect(Object.keys(own).filter((code) => !codes.has(code))).toEqual([]);
  });

  it('hide nothing that every problem says', () => {
    const hiding = Object.entries(own).filter(([, { fields = {} }]) => OF_EVERY_PROBLEM.some((name) => name in fields));
    expect(hiding).toEqual([]);
  });
});

it('when two services refuse something for the same reason, it is the same', () => {
  const byCode = Map.groupBy(Object.values(LISTS).flatMap(problemEntries), ({ code }) => code);
  for (const [first, ...others] of byCode.values()) for (const other of others) expect(other).toEqual(first);
});
