import { readFileSync } from 'node:fs';

/** Proportional set size of a process in MB: memory that several share counts once in all. Linux only; 0 elsewhere. */
export function memoryOf(pid: number): number {
  if (process.platform !== 'linux') return 0;
  const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return Number(kilobytes ?? 0) / 1024;
}
