import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ChildDidNotStart, startChild, type Child } from './child.ts';

export interface ProcessPlan {
  readonly name: string;
  /** Absolute path of the entry point. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
}

export interface SupervisedOptions extends ProcessPlan {
  /** Names of this process's variables that the process does not get. */
  readonly withhold?: readonly string[];
  /** What the process writes goes to `<logs>/<name>.log`. */
  readonly logs: string;
  /** Told of each end and each restart, in a sentence for people. */
  readonly onNews: (sentence: string) => void;
  /** Before a process that keeps dying is started again; 5 s by default. */
  readonly longestPauseMs?: number | undefined;
}

/** Longer than a service looks for its database (60 s), so that it can say itself what it has not found. */
const READY_WITHIN_MS = 75_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** A process that lived this long has recovered: its next restart comes quickly again. */
const RECOVERED_AFTER_MS = 30_000;
const LINES_FOR_PEOPLE = 12;

/** Keeps one process of the platform alive: what dies is started again, after a pause that grows while it keeps dying. */
export class SupervisedProcess {
  readonly name: string;
  readonly #options: SupervisedOptions;
  readonly #logFile: string;
  readonly #log: WriteStream;
  readonly #stopping = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  /** Null while the process is down. */
  #child: Child | null = null;
  #up = Promise.withResolvers<undefined>();
  readonly #listeners = new Set<(message: unknown) => void>();
  readonly #told = new Set<object>();

  constructor(options: SupervisedOptions) {
    this.name = options.name;
    this.#options = options;
    mkdirSync(options.logs, { recursive: true });
    this.#logFile = path.join(options.logs, `${options.name}.log`);
    // A full disk must not end what keeps the others alive.
    this.#log = createWriteStream(this.#logFile).on('error', ({ message }) =>
      options.onNews(`${this.#logFile} is no longer written: ${message}`),
    );
  }

  /** @throws Error for people: why the process did not get ready, and where its log is. It is not tried again then. */
  async start(): Promise<void> {
    const first = this.#spawn();
    this.#watching = first.then(
      (child) => this.#watch(child),
      // The caller hears of it.
      () => undefined,
    );
    try {
      await first;
    } catch (error) {
      throw error instanceof ChildDidNotStart ? this.#explained(error) : error;
    }
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves when the process can be used: at once, or after it has been started again. */
  async ready(): Promise<void> {
    await this.#up.promise;
  }

  /** Has the process get a signal, once it is up. */
  async signal(by: NodeJS.Signals): Promise<void> {
    await this.ready();
    this.#child?.process.kill(by);
  }

  /** Has the process told something over IPC now, and whenever it has been started again, until the result is called. */
  tell(message: object): () => void {
    this.#told.add(message);
    this.#send(message);
    return () => this.#told.delete(message);
  }

  /** Has what the process says over IPC heard, also after it has been started again. Call the result to stop listening. */
  listen(listener: (message: unknown) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `kill -9`, as a crash would; the process is started again. Resolves when the old one is gone. */
  async crash(): Promise<void> {
    await this.#child?.kill();
  }

  /** Ends the process, also while it is starting, and for good. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#child?.stop();
    await this.#watching;
    await new Promise<void>((resolve) => this.#log.end(() => resolve()));
  }

  async #watch(first: Child): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    let child: Child | null = first;
    while (child !== null) {
      const startedAt = Date.now();
      this.#child = child;
      child.process.on('message', (message) => this.#listeners.forEach((hear) => hear(message)));
      this.#told.forEach((message) => this.#send(message));
      this.#up.resolve(undefined);
      await child.ended;
      this.#child = null;
      this.#up = Promise.withResolvers<undefined>();
      if (Date.now() - startedAt > RECOVERED_AFTER_MS) pause = FIRST_PAUSE_MS;
      child = await this.#startAgain(pause);
      pause *= 2;
    }
  }

  /** The process, started again; null when this platform stops meanwhile. */
  async #startAgain(firstPause: number): Promise<Child | null> {
    const { longestPauseMs = LONGEST_PAUSE_MS } = this.#options;
    for (let pause = firstPause; !this.#isStopping(); pause *= 2) {
      pause = Math.min(pause, longestPauseMs);
      this.#options.onNews(`${this.name} ended; starting it again in ${pause / 1000} s`);
      // Rejects only when it is aborted, which the next line asks.
      await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#isStopping()) break;
      try {
        const child = await this.#spawn();
        this.#options.onNews(`${this.name} is back`);
        return child;
      } catch (error) {
        // What it wrote itself is in the log already.
        const reason = error instanceof ChildDidNotStart ? error.reason : String(error);
        this.#log.write(`${this.name} did not start again: it ${reason}\n`);
      }
    }
    return null;
  }

  #send(message: object): void {
    // One that ends at this moment is told after its next start.
    this.#child?.process.send(message, () => undefined);
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  #spawn(): Promise<Child> {
    const { entry, env, withhold = [], execArgv = [] } = this.#options;
    return startChild({
      entry,
      env,
      withhold,
      execArgv,
      readyWithin: READY_WITHIN_MS,
      signal: this.#stopping.signal,
      onLine: (line) => this.#log.write(`${line}\n`),
    });
  }

  #explained(cause: ChildDidNotStart): Error {
    const lines = cause.lastLines.slice(-LINES_FOR_PEOPLE).map((line) => `  ${line}`);
    const said = lines.length === 0 ? '' : `\n\n${lines.join('\n')}\n\n`;
    return new Error(`${this.name} did not start: it ${cause.reason}.${said || ' '}Its log is ${this.#logFile}`, {
      cause,
    });
  }
}
