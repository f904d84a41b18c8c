import { holds, type Verdict } from './verdict.ts';

/** More of a kind say nothing new. */
const SHOWN = 20;

/** A line for each invariant, and below it what breaks those that are broken. */
export function verdictTable(verdicts: readonly Verdict[]): string {
  const statements = Math.max(...verdicts.map(({ invariant }) => invariant.statement.length));
  const rows = verdicts.map(({ invariant: { number, kind, statement }, violations, lookedAt }) => {
    const result = violations.length === 0 ? 'ok' : `${violations.length} WRONG`;
    const looks = lookedAt.map(({ what, count }) => `${count} ${what}`).join(', ');
    return [String(number).padStart(2), kind.padEnd(10), result.padEnd(9), statement.padEnd(statements), looks].join(
      '  ',
    );
  });
  const broken = verdicts
    .filter((verdict) => !holds(verdict))
    .flatMap(({ invariant: { number, statement }, violations }) => [
      '',
      `${number}. ${statement}`,
      ...violations.slice(0, SHOWN).map((violation) => `  ${violation}`),
      ...(violations.length > SHOWN ? [`  … and ${violations.length - SHOWN} more`] : []),
    ]);
  return [...rows, ...broken].join('\n');
}
