import { AsyncLocalStorage } from 'node:async_hooks';

/** The message being handled, as far as an aggregate needs it to apply it once and in order. */
export interface HandledMessage {
  readonly id: string;
  readonly topic: string;
  readonly subject: string;
  readonly sequence: number;
  /** Whether somebody has it handled again, perhaps after later ones of its subject. */
  readonly isRedriven?: boolean;
}

/** Why the code that runs now runs: a request, a message or a sweep. Events and log lines are stamped with it. */
export interface Cause {
  /** Request id, event id or `sweep:<name>`; becomes the `causationid` of the events that follow. */
  readonly id: string;
  readonly correlationId: string | null;
  readonly traceparent: string | null;
  readonly message: HandledMessage | null;
}

const storage = new AsyncLocalStorage<Cause>();
const START_UP: Cause = { id: 'start-up', correlationId: null, traceparent: null, message: null };

export function currentCause(): Cause {
  return storage.getStore() ?? START_UP;
}

export function runBecauseOf<T>(cause: Cause, work: () => T): T {
  return storage.run(cause, work);
}
