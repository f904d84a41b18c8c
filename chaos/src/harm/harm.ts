import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '@souk/local/platform';
import type { SupervisedProcess } from '@souk/local/process/supervised-process';
import type { Stroke } from './harm-plan.ts';

/** What has been done. */
export interface HarmDone {
  readonly kills: number;
  readonly freezes: number;
  readonly faultChanges: number;
}

export interface HarmOptions {
  readonly platform: Platform;
  readonly strokes: readonly Stroke[];
  /** Told of each stroke, in a sentence. */
  readonly onNews: (sentence: string) => void;
}

const AT_WORK_AFTER_MS = 1_500;
const SWITCH_WITHIN_MS = 2_000;
const LOOK_AGAIN_MS = 200;
const HEALED_WITHIN_MS = 120_000;

/** Carries out a plan of harm against a platform, and makes up for it in the end. */
export class Harm {
  readonly #options: HarmOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #frozen = new Set<number>();
  #kills = 0;
  #freezes = 0;
  #faultChanges = 0;
  #isOver = false;

  constructor(options: HarmOptions) {
    this.#options = options;
  }

  begin(): void {
    // A process that is left stopped would not even notice that this one is gone.
    process.once('exit', this.#thaw);
    for (const stroke of this.#options.strokes) {
      this.#timers.push(setTimeout(() => void this.#strike(stroke), stroke.at));
    }
  }

  /** Ends all harm: resolves when every fault is off, and every process runs and says that it is ready. */
  async heal(): Promise<HarmDone> {
    const { platform } = this.#options;
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#thaw();
    process.off('exit', this.#thaw);
    const deadline = Date.now() + HEALED_WITHIN_MS;
    while (!(await this.#isWell())) {
      if (Date.now() > deadline) throw new Error(`Not everything came back within two minutes; see ${platform.logs}.`);
      await delay(LOOK_AGAIN_MS);
    }
    return { kills: this.#kills, freezes: this.#freezes, faultChanges: this.#faultChanges };
  }

  readonly #thaw = (): void => {
    for (const pid of this.#frozen) signal(pid, 'SIGCONT');
    this.#frozen.clear();
  };

  async #isWell(): Promise<boolean> {
    const { platform } = this.#options;
    await Promise.all(platform.processes.map((process) => process.ready()));
    return (await this.#switchFaults('DELETE')) && (await isFine(`${platform.url}/health/services`));
  }

  async #strike(stroke: Stroke): Promise<void> {
    switch (stroke.what) {
      case 'kill':
        return this.#kill(this.#options.platform.process(stroke.victim));
      case 'freeze':
        return this.#freeze(this.#options.platform.process(stroke.victim), stroke.milliseconds);
      case 'faults': {
        const { seed, rules } = stroke;
        const isTold = await this.#switchFaults('PUT', JSON.stringify({ seed, rules }));
        if (isTold) this.#faultChanges++;
        const list = rules.map(({ where, what, rate }) => `${where} ${what} ${rate}`).join(', ') || 'none';
        this.#news(isTold ? `faults: ${list}` : 'faults: the sandbox could not be told');
      }
    }
  }

  /** A process that is down already is killed when it is back, and has had time to get to work. */
  async #kill(victim: SupervisedProcess): Promise<void> {
    while (victim.pid === null) {
      await victim.ready();
      await delay(AT_WORK_AFTER_MS);
    }
    if (this.#isOver) return;
    this.#kills++;
    this.#news(`kill ${victim.name}`);
    await victim.crash();
  }

  async #freeze(victim: SupervisedProcess, milliseconds: number): Promise<void> {
    await victim.ready();
    const { pid } = victim;
    if (this.#isOver || pid === null || this.#frozen.has(pid)) return;
    this.#freezes++;
    this.#news(`freeze ${victim.name} for ${milliseconds} ms`);
    signal(pid, 'SIGSTOP');
    this.#frozen.add(pid);
    await delay(milliseconds, undefined, { ref: false });
    // Killed meanwhile, its number may be another one's.
    if (this.#frozen.delete(pid) && victim.pid === pid) signal(pid, 'SIGCONT');
  }

  /** False when the sandbox cannot be told: it is down or stopped. */
  async #switchFaults(method: string, body?: string): Promise<boolean> {
    const request = { method, signal: AbortSignal.timeout(SWITCH_WITHIN_MS), ...(body !== undefined && { body }) };
    return isFine(`${this.#options.platform.sandboxUrl}/_sandbox/faults`, request);
  }

  #news(sentence: string): void {
    this.#options.onNews(sentence);
  }
}

async function isFine(
  url: string,
  request: RequestInit = { signal: AbortSignal.timeout(SWITCH_WITHIN_MS) },
): Promise<boolean> {
  try {
    const response = await fetch(url, request);
    await response.arrayBuffer();
    return response.ok;
  } catch (error) {
    // Nobody answers, or not in time.
    if (error instanceof TypeError || error instanceof DOMException) return false;
    throw error;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
