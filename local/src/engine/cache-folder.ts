import { accessSync, constants, lstatSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/**
 * The folder for what can be made again: `~/.cache/souk`, or one in the temporary folder where the home is not writable.
 *
 * @throws Error when neither can be used.
 */
export function defaultCacheFolder(): string {
  const user = process.getuid?.() ?? 0;
  const candidates = [path.join(homedir(), '.cache', 'souk'), path.join(tmpdir(), `souk-${user}`)];
  const usable = candidates.find((folder) => isWritable(folder) && isPrivate(folder, user));
  if (usable !== undefined) return usable;
  throw new Error(`Neither ${candidates.join(' nor ')} can be used: set ENGINE_CACHE_DIR to a folder of your own.`);
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return true;
  } catch (error) {
    // Whatever the system has against this folder, the next candidate may do.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/** Native code is loaded from here, so that nobody else may have put it here: anyone can make folders in `/tmp`. */
function isPrivate(folder: string, user: number): boolean {
  const found = lstatSync(folder);
  const writableByOthers = 0o022;
  return found.isDirectory() && found.uid === user && (found.mode & writableByOthers) === 0;
}
