import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { thisPlatform, unsupportedReason } from './engine/platform-support.ts';
import { reservePorts, type ReservedPorts } from './free-port.ts';
import {
  planPlatform,
  portsFrom,
  PORTS_OF_A_PLATFORM,
  WITHHELD,
  type PlatformPlan,
  type Ports,
} from './platform-plan.ts';
import { SupervisedProcess, type ProcessPlan } from './process/supervised-process.ts';
import { readOrMakeSecrets, type Secrets } from './secrets.ts';

export interface PlatformOptions {
  /** Holds data, logs and secrets. */
  readonly dir: string;
  /** TCP ports of the gateway and of the sandbox; free ones by default. */
  readonly gatewayPort?: number;
  readonly sandboxPort?: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Folder of the code that Node.js has compiled before, for platforms of several folders; in `dir` when left out. */
  readonly compileCache?: string;
  readonly logLevel?: string;
  /** Before a process that keeps dying is started again; see `SupervisedOptions`. */
  readonly longestPauseMs?: number;
  /** Stops what has been started when it is aborted during the start. */
  readonly signal?: AbortSignal;
  /** Told what starts, ends and comes back, in sentences for people. */
  readonly onNews?: (sentence: string) => void;
}

const READY_WITHIN_MS = 30_000;
const ASK_AGAIN_MS = 100;
const SAY_SO_EVERY_MS = 10_000;

/** The whole platform on this machine: every part in a process of its own, started in the order of need and kept alive. */
export class Platform {
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly #processes: SupervisedProcess[] = [];
  readonly #options: PlatformOptions;
  readonly #reserved: ReservedPorts;
  readonly #news: (sentence: string) => void;

  private constructor(options: PlatformOptions, reserved: ReservedPorts) {
    this.#options = options;
    this.#news = options.onNews ?? (() => undefined);
    this.#reserved = reserved;
    const { gatewayPort, sandboxPort } = options;
    this.ports = portsFrom(reserved.ports, { gateway: gatewayPort, sandbox: sandboxPort });
    this.secrets = readOrMakeSecrets(options.dir);
  }

  /**
   * Resolves when every service says that it is ready.
   *
   * @throws Error for people, when something does not start or the signal is aborted; nothing is left running then.
   */
  static async start(options: PlatformOptions): Promise<Platform> {
    const platform = new Platform(options, await reservePorts(PORTS_OF_A_PLATFORM));
    const stop = () => void platform.stop();
    options.signal?.addEventListener('abort', stop);
    try {
      await platform.#startAll();
    } catch (error) {
      await platform.stop();
      throw error;
    } finally {
      options.signal?.removeEventListener('abort', stop);
    }
    return platform;
  }

  /** The shop's door. */
  get url(): string {
    return `http://127.0.0.1:${this.ports.gateway}`;
  }

  /** The sandbox's pages: payments, mailbox. */
  get sandboxUrl(): string {
    return `http://127.0.0.1:${this.ports.sandbox}`;
  }

  get logs(): string {
    return path.join(this.#options.dir, 'logs');
  }

  get processes(): readonly SupervisedProcess[] {
    return this.#processes;
  }

  /** @throws Error that names what runs. */
  process(name: string): SupervisedProcess {
    const found = this.#processes.find((process) => process.name === name);
    if (found === undefined)
      throw new Error(`There is no ${name}; there are ${this.#processes.map((one) => one.name).join(', ')}.`);
    return found;
  }

  /** Stops the door first and the database last, so that nothing loses what it stands on. */
  async stop(): Promise<void> {
    const stop = (processes: readonly SupervisedProcess[]) => Promise.all(processes.map((process) => process.stop()));
    const foundations = this.#processes.filter(({ name }) => ['database', 'broker', 'sandbox'].includes(name));
    await stop(this.#processes.filter((process) => !foundations.includes(process)));
    await stop(foundations);
    await this.#reserved.release();
  }

  async #startAll(): Promise<void> {
    const { environment = {} } = this.#options;
    const plan = planPlatform({
      ports: this.ports,
      secrets: this.secrets,
      dir: this.#options.dir,
      compileCache: this.#options.compileCache,
      environment,
      logLevel: this.#options.logLevel ?? environment['LOG_LEVEL'] ?? 'info',
    });
    refuseUnsupportedPlatform(plan);
    await this.#start(plan.foundations);
    await this.#start([...plan.services, plan.gateway]);
    await this.#allReady();
  }

  /** Rejects as soon as one of them does not start. */
  async #start(plans: readonly ProcessPlan[]): Promise<void> {
    this.#options.signal?.throwIfAborted();
    const missing = new Set(plans.map(({ name }) => name));
    const waiting = setInterval(() => this.#news(`waiting for ${[...missing].join(', ')} …`), SAY_SO_EVERY_MS);
    const starts = plans.map(async (plan) => {
      const startedAt = performance.now();
      const { longestPauseMs } = this.#options;
      const options = { ...plan, withhold: WITHHELD, logs: this.logs, onNews: this.#news, longestPauseMs };
      const process = new SupervisedProcess(options);
      this.#processes.push(process);
      await process.start();
      missing.delete(plan.name);
      this.#news(`${plan.name} is ready (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
    });
    await Promise.all(starts).finally(() => clearInterval(waiting));
  }

  async #allReady(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    for (;;) {
      this.#options.signal?.throwIfAborted();
      const health = await fetch(`${this.url}/health/services`);
      const report = await health.text();
      if (health.ok) return;
      if (Date.now() > deadline) throw new Error(`Not everything is ready; see the logs in ${this.logs}. ${report}`);
      await delay(ASK_AGAIN_MS);
    }
  }
}

/** Asked before anything is started: the engine itself would say it in the middle of the others' start. */
function refuseUnsupportedPlatform({ foundations }: PlatformPlan): void {
  if (!foundations.some(({ name }) => name === 'database')) return;
  const reason = unsupportedReason(thisPlatform());
  if (reason !== undefined) throw new Error(reason);
}
