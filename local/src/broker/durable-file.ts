import fs from 'node:fs';
import { dirname } from 'node:path';

/** Replaces a small file as a whole: after a crash or a power cut it holds the old content or the new one. */
export function replaceFile(path: string, content: string): void {
  const replacement = `${path}.new`;
  const file = fs.openSync(replacement, 'w');
  try {
    fs.writeFileSync(file, content);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
  fs.renameSync(replacement, path);
  syncDirectory(dirname(path));
}

/** Makes created, renamed and deleted names of a directory survive a power cut. */
export function syncDirectory(path: string): void {
  const directory = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(directory);
  } finally {
    fs.closeSync(directory);
  }
}

/** The file's text, or undefined when there is no such file. */
export function readIfExists(path: string): string | undefined {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch (error) {
    if (isFileError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}
