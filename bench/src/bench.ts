import { setTimeout as delay } from 'node:timers/promises';
import type { Platform } from '@souk/local/platform';
import type { ShopClient } from '@souk/local/shop-client';
import { cpuMsOf } from './cpu.ts';
import type { FastClient } from './fast-client.ts';
import { closedLoad, type LoadResult, type Task } from './load.ts';
import type { BenchOptions } from './options.ts';
import { lineOf, type Row } from './report.ts';

/** Those who ask at once. */
const USERS = 32;
const IDLE_FOR_MS = 3_000;

/** What is measured, and what came out so far. */
export class Bench {
  readonly options: BenchOptions;
  readonly rows: Row[] = [];
  /** The share of a second that the database engine computes while nobody asks for anything: sweeps, checkpoints. */
  idleShare = 0;

  constructor(options: BenchOptions) {
    this.options = options;
  }

  /** Whether one of these rows was asked for. */
  wants(...names: readonly string[]): boolean {
    const { only } = this.options;
    return only.length === 0 || names.some((name) => only.some((chosen) => name.startsWith(chosen)));
  }

  note(row: Row): void {
    this.rows.push(row);
    console.log(lineOf(row));
  }
}

/** The shop that is measured. */
export interface Shop {
  readonly platform: Platform;
  readonly shop: FastClient;
  readonly sandbox: FastClient;
  readonly admin: ShopClient;
  /** Of an admin. */
  readonly token: string;
}

export function load(bench: Bench, { platform }: Shop, task: Task, users = USERS): Promise<LoadResult> {
  const idleSince = performance.now();
  const engineCpu = () => engineCpuOf(platform) - (performance.now() - idleSince) * bench.idleShare;
  return closedLoad({ users, seconds: bench.options.seconds, task, engineCpu });
}

/** Looks what the engine does by itself, which counts for no request from then on. */
export async function measureIdle(bench: Bench, { platform }: Shop): Promise<void> {
  const before = engineCpuOf(platform);
  await delay(IDLE_FOR_MS);
  bench.idleShare = (engineCpuOf(platform) - before) / IDLE_FOR_MS;
}

const engineCpuOf = (platform: Platform): number => cpuMsOf(platform.process('database').pid ?? 0);
