import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Limiter } from './limiter.ts';
import type { Rendering } from './rendering.ts';

interface Folders {
  /** Where finished images are kept. */
  dir: string;
  /** Where unfinished ones are written, on the same disk. */
  temporary: string;
}

type Render = (from: string, to: string, rendering: Rendering) => Promise<void>;

/** Renderings on disk, named after the content and the rendering. Each is made once, however many ask for it at a time. */
export class DerivedImages {
  readonly #folders: Folders;
  readonly #limiter: Limiter;
  readonly #render: Render;
  readonly #making = new Map<string, Promise<void>>();

  constructor(folders: Folders, limiter: Limiter, render: Render) {
    this.#folders = folders;
    this.#limiter = limiter;
    this.#render = render;
  }

  /** The name of the rendering's file in `dir`; `content` is the digest of the original. */
  async file(original: string, content: string, rendering: Rendering): Promise<string> {
    const digest = createHash('sha256').update(JSON.stringify(rendering)).digest('hex');
    const name = `${content}-${digest.slice(0, 32)}.${rendering.format}`;
    if (await exists(path.join(this.#folders.dir, name))) return name;
    let making = this.#making.get(name);
    if (making === undefined) {
      making = this.#make(original, name, rendering).finally(() => this.#making.delete(name));
      this.#making.set(name, making);
    }
    await making;
    return name;
  }

  async forget(content: string): Promise<void> {
    const { dir } = this.#folders;
    const names = (await readdir(dir)).filter((name) => name.startsWith(content));
    await Promise.all(names.map((name) => rm(path.join(dir, name), { force: true })));
  }

  /** Forgets what was made of content that is no longer there. */
  keepOnly(contents: Set<string>): void {
    const { dir } = this.#folders;
    for (const name of readdirSync(dir)) {
      if (!contents.has(name.slice(0, name.indexOf('-')))) rmSync(path.join(dir, name));
    }
  }

  async #make(original: string, name: string, rendering: Rendering): Promise<void> {
    const unfinished = path.join(this.#folders.temporary, randomUUID());
    try {
      await this.#limiter.run(() => this.#render(original, unfinished, rendering));
      await rename(unfinished, path.join(this.#folders.dir, name));
    } finally {
      await rm(unfinished, { force: true });
    }
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
