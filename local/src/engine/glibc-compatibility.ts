import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import path from 'node:path';
import { rebindToOlderGlibc } from './elf-rebind.ts';
import { isOlderGlibc, type Platform } from './platform-support.ts';

// The published Linux libraries are built on Ubuntu 24.04 and import a handful of functions from this version.
const BUILT_FOR_GLIBC = '2.38';

/** True where the engine's library only loads after it has been bound to an older glibc. */
export function needsRebinding({ glibc }: Platform): boolean {
  return glibc !== undefined && isOlderGlibc(glibc, BUILT_FOR_GLIBC);
}

/**
 * Brings copies of a package's native libraries that run on older glibc into the cache folder, unless current ones are
 * there already (same size and modification time as the originals). Safe when several processes do it at once.
 *
 * @param folder the installed package, its libraries beside each other; they find one another by `$ORIGIN`.
 * @param cacheFolder where to keep the copies: one folder per package name and version.
 * @returns the folder that holds the copies.
 */
export function rebindLibraries(folder: string, cacheFolder: string): string {
  // Installed packages have a package.json with both.
  const { name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageJson;
  const copies = path.join(cacheFolder, `${path.basename(name)}-${version}`);
  mkdirSync(copies, { recursive: true, mode: 0o700 });
  for (const file of readdirSync(folder)) {
    if (/\.(node|so)$/.test(file)) bringCopy(path.join(folder, file), path.join(copies, file));
  }
  return copies;
}

interface PackageJson {
  readonly name: string;
  readonly version: string;
}

function bringCopy(original: string, copy: string): void {
  const wanted = statSync(original);
  const present = statSync(copy, { throwIfNoEntry: false });
  if (present !== undefined && isCopyOf(present, wanted)) return;
  const { library } = rebindToOlderGlibc(readFileSync(original));
  // Another process may be loading the copy that is replaced: it keeps the old file, whole.
  const unfinished = `${copy}.${process.pid}`;
  writeFileSync(unfinished, library, { flush: true });
  utimesSync(unfinished, wanted.atime, wanted.mtime);
  renameSync(unfinished, copy);
}

function isCopyOf(copy: Stats, original: Stats): boolean {
  return copy.size === original.size && copy.mtime.getTime() === original.mtime.getTime();
}
