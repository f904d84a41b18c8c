import { chmodSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

const OWNER_ONLY = 0o700;

/**
 * Makes a folder that only its owner can look into: it will hold secrets, and what shoppers have told the shop. What is in one that is
 * there already is closed to others as well.
 */
export function makePrivateFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: OWNER_ONLY });
  closeToOthers(dir);
}

function closeToOthers(entry: string): void {
  const stat = lstatSync(entry);
  // What it points to is not ours to change, and on Linux a link has no mode of its own.
  if (stat.isSymbolicLink()) return;
  if ((stat.mode & 0o077) !== 0) chmodSync(entry, stat.mode & OWNER_ONLY);
  if (stat.isDirectory()) for (const name of readdirSync(entry)) closeToOthers(path.join(entry, name));
}
