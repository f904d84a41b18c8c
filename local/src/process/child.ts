import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a child says over IPC when it can be used; `port` is the TCP port it listens on at 127.0.0.1. */
export interface Ready {
  readonly type: 'ready';
  readonly port: number;
}

export interface ChildOptions {
  /** Absolute path of the TypeScript entry point. */
  readonly entry: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds to wait for `ready`; 30,000 unless told. */
  readonly readyWithin?: number;
  /** Receives each line the child writes; ignored when absent. */
  readonly onLine?: (line: string) => void;
  readonly execArgv?: readonly string[];
}

export interface Child {
  readonly port: number;
  readonly pid: number;
  readonly process: ChildProcess;
  /** Resolves when the process is gone, however it went. */
  readonly ended: Promise<void>;
  /** SIGTERM, then SIGKILL after 10 s; resolves when the process is gone. */
  stop(): Promise<void>;
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>;
}

/**
 * Forks an entry point and resolves once it has announced that it is ready.
 * The child ends by itself when this process dies, since its IPC channel then closes (see `announce-ready.ts`).
 *
 * @throws Error with the child's last output when it exits or stays silent before it is ready.
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { entry, env = {}, readyWithin = 30_000, onLine, execArgv = [] } = options;
  const child = fork(entry, [], {
    env: { ...process.env, ...env },
    execArgv: ['--disable-warning=ExperimentalWarning', ...execArgv],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        tail.push(line);
        if (tail.length > 40) tail.shift();
        onLine?.(line);
      }
    });
  }
  const ended = once(child, 'exit').then(() => undefined);
  const stop = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const deadline = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(deadline);
  };
  const ready = await new Promise<Ready>((resolve, reject) => {
    const fail = (why: string) => {
      reject(new Error([`${entry} ${why}`, ...tail].join('\n')));
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`was not ready within ${readyWithin} ms`);
    }, readyWithin);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended (${signal ?? String(code)}) before it was ready`);
    });
    child.on('message', (message: Partial<Ready>) => {
      if (message.type !== 'ready' || message.port === undefined) return;
      clearTimeout(timer);
      resolve({ type: 'ready', port: message.port });
    });
  });
  return {
    port: ready.port,
    pid: child.pid ?? -1,
    process: child,
    ended,
    stop: () => stop('SIGTERM'),
    kill: () => stop('SIGKILL'),
  };
}
