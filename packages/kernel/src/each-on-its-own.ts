export interface RowFailure {
  readonly row: string;
  readonly error: unknown;
}

/** Some rows failed. The others were worked on all the same. */
export class RowsFailed extends Error {
  override readonly name = 'RowsFailed';
  readonly failures: readonly RowFailure[];

  constructor(failures: readonly RowFailure[], count: number) {
    super(`${failures.length} of ${count} failed; the others were worked on`, { cause: failures[0]?.error });
    this.failures = failures;
  }
}

const ROWS_AT_ONCE = 4;

/**
 * Works on each row, whatever becomes of the others: one that fails, or takes long, does not keep the next ones waiting.
 * What chooses the rows has to see to it that those which fail again and again do not fill a whole run.
 * @throws RowsFailed once every row has had its turn.
 */
export async function eachOnItsOwn<Row>(
  rows: readonly Row[],
  work: (row: Row) => Promise<unknown>,
  { nameOf, atOnce = ROWS_AT_ONCE }: { readonly nameOf: (row: Row) => string; readonly atOnce?: number },
): Promise<void> {
  const failures: RowFailure[] = [];
  const waiting = rows.values();
  const worker = async () => {
    for (const row of waiting) {
      try {
        await work(row);
      } catch (error) {
        failures.push({ row: nameOf(row), error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, rows.length) }, worker));
  if (failures.length > 0) throw new RowsFailed(failures, rows.length);
}
