import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DerivedImages } from '../../src/cloudinary/derived-images.ts';
import { Limiter } from '../../src/cloudinary/limiter.ts';
import type { Rendering } from '../../src/cloudinary/rendering.ts';

const rendering: Rendering = { width: 1, height: 1, fit: 'fill', gravity: 'center', quality: null, format: 'jpg' };

let root: string;
let folders: { dir: string; temporary: string };

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'derived-'));
  folders = { dir: path.join(root, 'derived'), temporary: path.join(root, 'incoming') };
  await mkdir(folders.dir);
  await mkdir(folders.temporary);
});

afterEach(async () => {
  await rm(root, { recursive: true });
});

it('renders once for many who ask at the same time, and for all who ask later', async () => {
  let renderings = 0;
  const images = new DerivedImages(folders, new Limiter(4), async (_from, to) => {
    renderings += 1;
    await writeFile(to, 'image');
  });
  const ask = () => images.file('original', 'content', rendering);
  const names = await Promise.all([ask(), ask(), ask()]);
  names.push(await ask());
  expect([new Set(names).size, renderings]).toEqual([1, 1]);
});

it('renders at most as many at a time as the limit allows', async () => {
  let running = 0;
  let most = 0;
  const images = new DerivedImages(folders, new Limiter(2), async (_from, to) => {
    most = Math.max(most, ++running);
    await writeFile(to, 'image');
    running -= 1;
  });
  const widths = Array.from({ length: 9 }, (_, index) => index + 1);
  await Promise.all(widths.map((width) => images.file('original', 'content', { ...rendering, width })));
  expect([most, (await readdir(folders.dir)).length]).toEqual([2, 9]);
});

it('leaves nothing behind when a rendering fails, and tries again', async () => {
  let failing = true;
  const images = new DerivedImages(folders, new Limiter(1), async (_from, to) => {
    await writeFile(to, 'half');
    if (failing) throw new Error('out of memory');
  });
  await expect(images.file('original', 'content', rendering)).rejects.toThrow('out of memory');
  expect([await readdir(folders.dir), await readdir(folders.temporary)]).toEqual([[], []]);
  failing = false;
  const name = await images.file('original', 'content', rendering);
  expect(await readdir(folders.dir)).toEqual([name]);
});
