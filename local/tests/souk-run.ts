import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { vi } from 'vitest';
import { freePort, isTaken } from '../src/free-port.ts';
import { WITHHELD } from '../src/platform-plan.ts';

const root = path.join(import.meta.dirname, '../..');
const MARKER = 'SOUK_TEST_RUN';

export interface RunOptions {
  readonly cwd: string;
  /** `main.ts` by default. */
  readonly script?: 'main.ts' | 'demo.ts';
  readonly environment?: Readonly<Record<string, string>>;
}

/** A script of this folder that runs as a person would run it, in a process group of its own like one of a terminal. */
export class SoukRun {
  output = '';
  errors = '';
  /** Of the process; null when a signal ended it. */
  readonly exitCode: Promise<number | null>;
  readonly #process: ChildProcess;
  readonly #marker = randomUUID();

  constructor(args: readonly string[], { cwd, script = 'main.ts', environment = {} }: RunOptions) {
    const bin = path.join(root, 'node_modules', '.bin');
    this.#process = spawn('node', [path.join(root, 'local/src', script), ...args], {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        // Nothing real is to be used, whatever the person who runs the tests has set.
        ...Object.fromEntries(WITHHELD.map((name) => [name, ''])),
        ...environment,
        [MARKER]: this.#marker,
        PATH: `${bin}${path.delimiter}${process.env['PATH'] ?? ''}`,
      },
    });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.exitCode = new Promise((resolve, reject) => {
      this.#process.once('error', reject).once('close', resolve);
    });
  }

  /** Resolves when it has printed this; rejects at once when it ends without. */
  async printed(text: string): Promise<void> {
    const isPrinted = () => this.output.includes(text);
    const said = () => `“${text}” is not printed:\n${this.output}${this.errors}`;
    await vi.waitFor(
      () => {
        if (!isPrinted() && !this.#hasEnded) throw new Error(said());
      },
      { timeout: 60_000, interval: 20 },
    );
    if (!isPrinted()) throw new Error(said());
  }

  get #hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** What a terminal does, and npm after it: SIGINT to everything in the group, and once more to the script. */
  pressCtrlC(): void {
    if (this.#process.pid === undefined) throw new Error('It is not running.');
    process.kill(-this.#process.pid, 'SIGINT');
    this.#process.kill('SIGINT');
  }

  /** Its processes by id and command line, however deep, whether their parents live or not. Linux only. */
  processes(): readonly { readonly pid: number; readonly command: string }[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => ({ pid: Number(pid), environment: contentOf(pid, 'environ'), command: contentOf(pid, 'cmdline') }))
      .filter(({ environment }) => environment.split('\0').includes(`${MARKER}=${this.#marker}`))
      .map(({ pid, command }) => ({ pid, command: command.replaceAll('\0', ' ') }));
  }

  /** Ends whatever is left of it. */
  async clear(): Promise<void> {
    if (!this.#hasEnded) this.kill('SIGKILL');
    await this.exitCode;
    await this.isGone();
  }

  /** Resolves when none of its processes is left, at most 10 s from now; looked up on Linux only. */
  async isGone(): Promise<void> {
    if (process.platform !== 'linux') return;
    await vi.waitFor(
      () => {
        const left = this.processes();
        if (left.length > 0) throw new Error(`Still running: ${left.map(({ command }) => command).join('; ')}`);
      },
      { timeout: 10_000, interval: 50 },
    );
  }
}

/** A port that is free, as are the one before and the one after it. */
export async function freeTriple(): Promise<number> {
  const port = await freePort();
  return (await isTaken(port - 1)) || (await isTaken(port + 1)) ? freeTriple() : port;
}

/** Empty when the process is gone or somebody else's. */
function contentOf(pid: string, file: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ESRCH', 'EACCES'].includes(String(error.code)))
      return '';
    throw error;
  }
}
