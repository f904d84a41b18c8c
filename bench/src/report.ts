import type { LoadResult } from './load.ts';

export interface Row {
  /** What `--only` chooses by, e.g. `list`. */
  readonly name: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Of the database engine, for each request. */
  readonly engineMs: number | null;
  readonly target: string;
  readonly isMet: boolean;
  readonly detail: string;
}

const round = (value: number, digits = 0): string => value.toFixed(digits);

export function rateRow(name: string, what: string, load: LoadResult, target: number): Row {
  return {
    name,
    what,
    value: load.perSecond,
    unit: '/s',
    engineMs: load.engineMs,
    target: target === 0 ? '' : `${target}/s`,
    isMet: load.perSecond >= target && load.failed === 0,
    detail: timesOf(load),
  };
}

/** A rate, judged by what it costs the engine. */
export function costRow(name: string, what: string, load: LoadResult, mostMs: number): Row {
  const isMet = (load.engineMs ?? 0) <= mostMs && load.failed === 0 && load.done > 0;
  return { ...rateRow(name, what, load, 0), target: `≤ ${mostMs} ms engine`, isMet };
}

export function limitRow(name: string, what: string, value: number, unit: string, limit: number, detail = ''): Row {
  return {
    name,
    what,
    value,
    unit: ` ${unit}`,
    engineMs: null,
    target: `≤ ${limit} ${unit}`,
    isMet: value <= limit,
    detail,
  };
}

const timesOf = (load: LoadResult): string =>
  `p50 ${round(load.p50, 1)} ms, p99 ${round(load.p99, 1)} ms${failures(load)}`;

export const failures = ({ failed, failure }: LoadResult): string =>
  failed === 0 ? '' : `, ${failed} failed: ${failure ?? ''}`;

const measured = ({ value, unit }: Row): string => `${round(value, value < 100 ? 1 : 0)}${unit}`;
const engine = ({ engineMs }: Row): string => (engineMs === null ? '' : `${round(engineMs, 2)} ms`);

export const lineOf = (row: Row): string =>
  [row.isMet ? 'ok' : '--', `${row.what}:`, measured(row), engine(row), row.target && `(${row.target})`, row.detail]
    .filter((part) => part !== '')
    .join('  ');

export function table(rows: readonly Row[]): string {
  const lines = [
    ['', 'what', 'measured', 'engine CPU', 'target', 'detail'],
    ...rows.map((row) => [row.isMet ? 'ok' : '--', row.what, measured(row), engine(row), row.target, row.detail]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
