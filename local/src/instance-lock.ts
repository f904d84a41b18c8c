import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makePrivateFolder } from './private-folder.ts';

/** Only one platform at a time works on a data folder; the lock of one that was killed does not count. */
export class InstanceLock {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** @throws Error that names the process which has the folder. */
  static take(dir: string): InstanceLock {
    makePrivateFolder(dir);
    const file = path.join(dir, 'lock');
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const owner = Number(readFileSync(file, 'utf8'));
      if (isAlive(owner))
        throw new Error(
          `Souk already runs here (process ${owner}): use its address, or stop it with Ctrl-C; if that process is something else, remove ${file}.`,
        );
      writeFileSync(file, String(process.pid));
    }
    return new InstanceLock(file);
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
