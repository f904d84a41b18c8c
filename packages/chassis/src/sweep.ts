import { RowsFailed } from '@souk/kernel/each-on-its-own';
import type { Logger } from './logger.ts';
import { runBecauseOf } from './execution-context.ts';
import type { Metrics } from './metrics.ts';
import { within } from './within.ts';

/** Work that is repeated for as long as a process lives: deadlines, retries, left-overs of a crash. */
export interface Sweep {
  readonly name: string;
  /** Milliseconds between the end of one run and the start of the next. */
  readonly every: number;
  /** Must be safe to run in several processes at once, and to be cut off anywhere. */
  run(): Promise<void>;
}

/** A run that takes longer hangs: the next one goes on without it, so that one row cannot stop a sweep for ever. */
const STUCK_AFTER_MS = 5 * 60_000;
/** Rows that are logged of one run: when the database is away all of them fail. */
const MOST_ROWS_LOGGED = 10;

export interface SweepTools {
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/** Runs a sweep now and then at its pace, never twice at once unless it hangs. A failed run is logged and tried again at its next turn. */
export function startSweep(sweep: Sweep, tools: SweepTools): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const cause = { id: `sweep:${sweep.name}`, correlationId: null, traceparent: null, message: null };
  const turn = () => {
    const run = () => runBecauseOf(cause, async () => sweep.run());
    running = within(STUCK_AFTER_MS, run).catch((error: unknown) => tell(sweep, error, tools));
    void running.then(() => {
      if (!stopped) timer = setTimeout(turn, sweep.every);
    });
  };
  turn();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

function tell({ name }: Sweep, error: unknown, { logger, metrics }: SweepTools): void {
  metrics.failedSweeps.inc({ sweep: name });
  logger.warn({ sweep: name, err: error }, 'sweep failed; it runs again at its next turn');
  if (!(error instanceof RowsFailed)) return;
  metrics.failedSweepRows.inc({ sweep: name }, error.failures.length);
  for (const { row, error: reason } of error.failures.slice(0, MOST_ROWS_LOGGED)) {
    logger.warn({ sweep: name, row, err: reason }, 'a row of a sweep failed');
  }
}
