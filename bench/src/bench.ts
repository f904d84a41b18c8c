import type { Platform } from '@souk/local/platform';
import type { ShopClient } from '@souk/local/shop-client';
import { cpuMsOf } from './cpu.ts';
import type { FastClient } from './fast-client.ts';
import { closedLoad, type LoadResult, type Task } from './load.ts';
import type { BenchOptions } from './options.ts';
import { lineOf, type Row } from './report.ts';

/** Those who ask at once. */
const USERS = 32;

/** What is measured, and what came out so far. */
export class Bench {
  readonly options: BenchOptions;
  readonly rows: Row[] = [];

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
  const engineCpu = () => cpuMsOf(platform.process('database').pid ?? 0);
  return closedLoad({ users, seconds: bench.options.seconds, task, engineCpu });
}
