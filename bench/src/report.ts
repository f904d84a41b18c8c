import type { RushResult } from './hot-sku.ts';
import type { LoadResult } from './load.ts';

export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly target: string;
  readonly isMet: boolean;
  readonly detail: string;
}

const round = (value: number, digits = 0): string => value.toFixed(digits);

export function rateRow(what: string, load: LoadResult, target: number): Row {
  return {
    what,
    measured: `${round(load.perSecond)}/s`,
    target: `${target}/s`,
    isMet: load.perSecond >= target && load.failed === 0,
    detail: `p50 ${round(load.p50, 1)} ms, p99 ${round(load.p99, 1)} ms${failures(load)}`,
  };
}

export function limitRow(what: string, value: number, unit: string, limit: number, detail = ''): Row {
  return {
    what,
    measured: `${round(value, value < 100 ? 1 : 0)} ${unit}`,
    target: `≤ ${limit} ${unit}`,
    isMet: value <= limit,
    detail,
  };
}

/** Exactly so many must be sold, at no more engine CPU for each order than this, in milliseconds. */
export function rushRow(what: string, rush: RushResult, pieces: number, limit: number): Row {
  const { sold, seconds, engineMs, serviceMs } = rush;
  return {
    what,
    measured: `${sold} sold, ${round(engineMs, 2)} ms engine CPU each`,
    target: `${pieces} sold, ≤ ${limit} ms`,
    isMet: sold === pieces && engineMs <= limit,
    detail: `${round(seconds, 1)} s, ${round(serviceMs, 2)} ms CPU of the service each`,
  };
}

export const failures = ({ failed, failure }: LoadResult): string =>
  failed === 0 ? '' : `, ${failed} failed: ${failure ?? ''}`;

export function table(rows: readonly Row[]): string {
  const lines = [
    ['', 'what', 'measured', 'target', 'detail'],
    ...rows.map((row) => [row.isMet ? 'ok' : '--', row.what, row.measured, row.target, row.detail]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
