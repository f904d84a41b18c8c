import path from 'node:path';
import { freePort } from './free-port.ts';
import { planPlatform, SERVICES, type Ports, type Service } from './platform-plan.ts';
import { SupervisedProcess, type ProcessPlan } from './process/supervised-process.ts';
import { readOrMakeSecrets, type Secrets } from './secrets.ts';

export interface PlatformOptions {
  /** Holds data, logs and secrets. */
  readonly dir: string;
  /** TCP ports of the gateway and of the sandbox; free ones unless told. */
  readonly gatewayPort?: number;
  readonly sandboxPort?: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly logLevel?: string;
  /** Told what starts, ends and comes back, in sentences for people. */
  readonly onNews?: (sentence: string) => void;
}

/** The whole platform on this machine: every part in a process of its own, started in the order of need and kept alive. */
export class Platform {
  readonly ports: Ports;
  readonly secrets: Secrets;
  readonly #processes: SupervisedProcess[] = [];
  readonly #options: PlatformOptions;

  private constructor(options: PlatformOptions, ports: Ports) {
    this.#options = options;
    this.ports = ports;
    this.secrets = readOrMakeSecrets(options.dir);
  }

  static async start(options: PlatformOptions): Promise<Platform> {
    const platform = new Platform(options, await choosePorts(options));
    try {
      await platform.#startAll();
    } catch (error) {
      await platform.stop();
      throw error;
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
  }

  async #startAll(): Promise<void> {
    const plan = planPlatform({
      ports: this.ports,
      secrets: this.secrets,
      dir: this.#options.dir,
      environment: this.#options.environment ?? {},
      logLevel: this.#options.logLevel ?? 'info',
    });
    await this.#start(plan.foundations);
    await this.#start([...plan.services, plan.gateway]);
  }

  async #start(plans: readonly ProcessPlan[]): Promise<void> {
    const news = this.#options.onNews ?? (() => undefined);
    const started = await Promise.allSettled(
      plans.map(async (plan) => {
        const startedAt = performance.now();
        const process = await SupervisedProcess.start({ ...plan, logs: this.logs, onNews: news });
        this.#processes.push(process);
        news(`${plan.name} is ready (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
      }),
    );
    for (const result of started) if (result.status === 'rejected') throw result.reason;
  }
}

async function choosePorts({ gatewayPort, sandboxPort }: PlatformOptions): Promise<Ports> {
  const free = async (names: readonly Service[]) =>
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()] as const)));
  return {
    // SERVICES names every service, so each has its port.
    ...((await free(SERVICES)) as Record<Service, number>),
    gateway: gatewayPort ?? (await freePort()),
    sandbox: sandboxPort ?? (await freePort()),
    engine: await freePort(),
    broker: await freePort(),
  };
}
