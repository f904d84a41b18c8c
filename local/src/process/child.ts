import { fork, type ChildProcess } from 'node:child_process';

/** What a child says over IPC when it can be used; `port` is the TCP port it listens on at 127.0.0.1. */
export interface Ready {
  readonly type: 'ready';
  readonly port: number;
}

export interface ChildOptions {
  /** Absolute path of the TypeScript entry point. */
  readonly entry: string;
  /** On top of this process's own variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Names of this process's variables that the child does not get. */
  readonly withhold?: readonly string[];
  /** Milliseconds to wait for `ready`; 30,000 by default. */
  readonly readyWithin?: number;
  /** Ends the child when it is aborted before the child is ready. */
  readonly signal?: AbortSignal;
  /** Receives each line the child writes; ignored when absent. */
  readonly onLine?: (line: string) => void;
  readonly execArgv?: readonly string[];
}

export interface Child {
  readonly port: number;
  readonly pid: number;
  readonly process: ChildProcess;
  /** Resolves when the process is gone, however it went, and its last line has been received. */
  readonly ended: Promise<void>;
  /** SIGTERM, then SIGKILL after 9 s; resolves when the process is gone. */
  stop(): Promise<void>;
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** A child was gone, or had to be ended, before it was ready. */
export class ChildDidNotStart extends Error {
  /** Half a sentence: `ended (1) before it was ready`. */
  readonly reason: string;
  /** The end of what it wrote. */
  readonly lastLines: readonly string[];

  constructor(entry: string, reason: string, lastLines: readonly string[]) {
    super([`${entry} ${reason}`, ...lastLines].join('\n'));
    this.name = 'ChildDidNotStart';
    this.reason = reason;
    this.lastLines = lastLines;
  }
}

const LAST_LINES = 40;

const NODE_FLAGS = [
  '--disable-warning=ExperimentalWarning',
  // Megabytes. What a request allocates is garbage by the time such a young generation is full, and need not be copied:
  // 5 % less CPU for a purchase.
  '--max-semi-space-size=16',
];

/**
 * Forks an entry point and resolves once it has announced that it is ready.
 * The child ends by itself when this process dies, since its IPC channel then closes (see `announce-ready.ts`).
 *
 * @throws ChildDidNotStart with the child's last output when it exits or stays silent before it is ready.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { entry, env = {}, withhold = [], readyWithin = 30_000, signal, onLine, execArgv = [] } = options;
  const child = fork(entry, [], {
    env: { ...without(process.env, withhold), ...env },
    execArgv: [...NODE_FLAGS, ...execArgv],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A terminal sends Ctrl-C to its whole process group: the children are to end in the order their parent chooses.
    detached: true,
  });
  const tail: string[] = [];
  forEachLine(child, (line) => {
    tail.push(line);
    if (tail.length > LAST_LINES) tail.shift();
    onLine?.(line);
  });
  // `close` comes after the last line, `exit` may come before it.
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const end = async (by: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(by);
    const deadline = setTimeout(() => child.kill('SIGKILL'), 9_000);
    await ended;
    clearTimeout(deadline);
  };

  let reason: string | null = null;
  const giveUp = (why: string, by: NodeJS.Signals) => {
    reason = why;
    void end(by);
  };
  const abort = () => giveUp('was told to stop before it was ready', 'SIGTERM');
  const timer = setTimeout(() => giveUp(`was not ready within ${readyWithin} ms`, 'SIGKILL'), readyWithin);
  signal?.addEventListener('abort', abort);
  if (signal?.aborted === true) abort();
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.on('error', reject);
    child.once('close', (code, by) => {
      reject(new ChildDidNotStart(entry, reason ?? `ended (${by ?? String(code)}) before it was ready`, tail));
    });
    child.on('message', (message: Partial<Ready>) => {
      if (message.type === 'ready' && message.port !== undefined) resolve({ type: 'ready', port: message.port });
    });
  }).finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  });
  return {
    port: ready.port,
    pid: child.pid ?? -1,
    process: child,
    ended,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

function forEachLine(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(onLine);
    });
    stream?.on('end', () => {
      if (rest !== '') onLine(rest);
    });
  }
}

const without = (environment: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)));
