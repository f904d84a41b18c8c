import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const ROOT = path.join(import.meta.dirname, '../..');
const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Whether Node would find a package from where another one is: there, or in a folder above. */
function isFound(name: string, from: string): boolean {
  const above = from.split('/node_modules/');
  const folders = above.map((_, index) => above.slice(0, above.length - index).join('/node_modules/'));
  const inRoot = `node_modules/${name}`;
  return inRoot in packages || folders.some((folder) => `${folder}/node_modules/${name}` in packages);
}

// `npm ci` refuses a lockfile that leaves one out, also one of another platform. npm leaves out what the registry did not have
// when the lockfile was written; such an entry is written by hand: version, cpu, os, optional.
it('names every package that another one in it wants, those of other platforms too', () => {
  const missing = Object.entries(packages).flatMap(([from, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isFound(name, from))
      .map((name) => `${name}, wanted by ${from === '' ? 'the project' : from}`),
  );
  expect(missing).toEqual([]);
});
