import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild, type Child } from './child.ts';

export interface ProcessPlan {
  readonly name: string;
  /** Absolute path of the entry point. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  readonly execArgv?: readonly string[];
}

export interface SupervisedOptions extends ProcessPlan {
  /** What the process writes goes to `<logs>/<name>.log`. */
  readonly logs: string;
  /** Told of each end and each restart, in a sentence for people. */
  readonly onNews: (sentence: string) => void;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** A process that lived this long has recovered: its next restart comes quickly again. */
const RECOVERED_AFTER_MS = 30_000;

/** Keeps one process of the platform alive: what dies is started again, after a pause that grows while it keeps dying. */
export class SupervisedProcess {
  readonly name: string;
  readonly #options: SupervisedOptions;
  readonly #log: WriteStream;
  readonly #stopping = new AbortController();
  #watching: Promise<void> = Promise.resolve();
  /** Null while the process is down. */
  #child: Child | null = null;
  #up = Promise.withResolvers<undefined>();

  private constructor(options: SupervisedOptions) {
    this.name = options.name;
    this.#options = options;
    mkdirSync(options.logs, { recursive: true });
    this.#log = createWriteStream(path.join(options.logs, `${options.name}.log`));
  }

  /** @throws Error when the process does not get ready at its first start. */
  static async start(options: SupervisedOptions): Promise<SupervisedProcess> {
    const supervised = new SupervisedProcess(options);
    supervised.#watching = supervised.#watch(await supervised.#spawn());
    return supervised;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Resolves when the process can be used: at once, or after it has been started again. */
  async ready(): Promise<void> {
    await this.#up.promise;
  }

  /** `kill -9`, as a crash would; the process is started again. Resolves when the old one is gone. */
  async crash(): Promise<void> {
    await this.#child?.kill();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#child?.stop();
    await this.#watching;
    this.#log.end();
  }

  async #watch(first: Child): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    let child: Child | null = first;
    while (child !== null) {
      const startedAt = Date.now();
      this.#child = child;
      this.#up.resolve(undefined);
      await child.ended;
      this.#child = null;
      this.#up = Promise.withResolvers<undefined>();
      if (Date.now() - startedAt > RECOVERED_AFTER_MS) pause = FIRST_PAUSE_MS;
      child = await this.#startAgain(pause);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  /** The process, started again; null when this platform stops meanwhile. */
  async #startAgain(firstPause: number): Promise<Child | null> {
    for (let pause = firstPause; !this.#isStopping(); pause *= 2) {
      pause = Math.min(pause, LONGEST_PAUSE_MS);
      this.#options.onNews(`${this.name} ended; starting it again in ${pause / 1000} s`);
      await delay(pause, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (this.#isStopping()) break;
      try {
        const child = await this.#spawn();
        this.#options.onNews(`${this.name} is back`);
        return child;
      } catch (error) {
        this.#log.write(`${String(error)}\n`);
      }
    }
    return null;
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  #spawn(): Promise<Child> {
    const { entry, env, execArgv = [] } = this.#options;
    return startChild({ entry, env, execArgv, onLine: (line) => this.#log.write(`${line}\n`) });
  }
}
