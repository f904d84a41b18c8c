import { readFileSync } from 'node:fs';

/** Linux counts CPU time in hundredths of a second, whatever the kernel was built with. */
const MS_PER_TICK = 10;

/** Milliseconds of CPU that a process has used, all its threads together. Linux only; 0 elsewhere. */
export function cpuMsOf(pid: number): number {
  if (process.platform !== 'linux') return 0;
  // The name, in brackets, may hold anything; utime and stime are the 14th and 15th field of all.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, '').trim().split(' ');
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}
