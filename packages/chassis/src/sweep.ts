import type { Logger } from './logger.ts';
import { runBecauseOf } from './execution-context.ts';

/** Work that is repeated for as long as a process lives: deadlines, retries, left-overs of a crash. */
export interface Sweep {
  readonly name: string;
  /** Milliseconds between the end of one run and the start of the next. */
  readonly every: number;
  /** Must be safe to run in several processes at once, and to be cut off anywhere. */
  run(): Promise<void>;
}

/** Runs a sweep now and then at its pace, never twice at once. A failed run is logged and tried again at its next turn. */
export function startSweep(sweep: Sweep, logger: Logger): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const turn = () => {
    const cause = { id: `sweep:${sweep.name}`, correlationId: null, traceparent: null, message: null };
    running = runBecauseOf(cause, async () => sweep.run()).then(
      () => undefined,
      (error: unknown) => {
        logger.warn({ sweep: sweep.name, err: error }, 'sweep failed; it runs again at its next turn');
      },
    );
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
