import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { isFileError, readIfExists } from './durable-file.ts';

const NAME = /^lock\.(\d+)$/;

/**
 * Keeps a second broker out of a folder. The newest of the files `lock.1`, `lock.2` … names the process that holds it;
 * when that process has ended, however it did, the next number is free. A number is never used twice, so of several
 * processes that find the same holder gone only one can create the next file.
 */
export class DirectoryLock {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** @throws Error when a living process holds the folder. */
  static acquire(directory: string): DirectoryLock {
    for (;;) {
      const numbers = fs.readdirSync(directory).flatMap((name) => NAME.exec(name)?.[1] ?? []);
      const newest = Math.max(0, ...numbers.map(Number));
      const [pid = 0, startedAt] = parseHolder(readIfExists(join(directory, `lock.${newest}`)) ?? '');
      if (startedAt !== undefined && startedAt === startOfProcess(pid)) {
        throw new Error(
          `${directory} is in use by the broker with process id ${pid}: stop that one, or use another folder.`,
        );
      }
      const path = join(directory, `lock.${newest + 1}`);
      if (!createWith(`${process.pid} ${startOfProcess(process.pid) ?? ''}`, path)) continue;
      for (const number of numbers) fs.rmSync(join(directory, `lock.${number}`), { force: true });
      return new DirectoryLock(path);
    }
  }

  release(): void {
    fs.writeFileSync(this.#path, '');
  }
}

/** Creates a file that has its content from the first moment on; false when the name is taken. */
function createWith(content: string, path: string): boolean {
  const draft = `${path}.${process.pid}`;
  fs.writeFileSync(draft, content);
  try {
    fs.linkSync(draft, path);
    return true;
  } catch (error) {
    if (isFileError(error) && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(draft);
  }
}

function parseHolder(content: string): [pid?: number, startedAt?: string] {
  const match = /^(\d+) (.+)$/.exec(content);
  return match ? [Number(match[1]), match[2]] : [];
}

/** When a process began, in words of the system; undefined when there is none. Tells it from a later one of the same id. */
function startOfProcess(pid: number): string | undefined {
  if (process.platform === 'linux') {
    // Fields 3 (state) and 22 (start): https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const fields = readIfExists(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
    return fields === undefined || fields[0] === 'Z' ? undefined : fields[19];
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch (error) {
    // `ps` ends with 1 when no process has the id.
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined;
    throw error;
  }
}
