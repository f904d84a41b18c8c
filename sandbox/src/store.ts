import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

type Entry = [collection: string, id: string, value: unknown];

/** A named map inside a `Store`, in insertion order. Values are plain JSON; change one by putting it again. */
export interface Collection<T> {
  get(id: string): T | undefined;
  put(id: string, value: T): T;
  delete(id: string): void;
  values(): T[];
}

/**
 * Small durable state: every change is one line that a journal has when the change returns, so a killed process forgets nothing
 * that it answered.
 * The journal is compacted each time it is opened. One process per file.
 */
export class Store {
  readonly #maps = new Map<string, Map<string, unknown>>();
  readonly #journal: number;
  /** The lines of a `together` in progress. */
  #lines: string[] | undefined;

  private constructor(file: string) {
    for (const [collection, id, value] of entriesOf(file)) this.#apply(collection, id, value);
    const compacted = [...this.#maps].flatMap(([name, map]) => [...map].map(([id, value]): Entry => [name, id, value]));
    writeFileSync(`${file}.new`, compacted.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    renameSync(`${file}.new`, file);
    this.#journal = openSync(file, 'a');
  }

  static open(file: string): Store {
    mkdirSync(path.dirname(file), { recursive: true });
    return new Store(file);
  }

  collection<T>(name: string): Collection<T> {
    const map = this.#map(name) as Map<string, T>;
    return {
      get: (id) => map.get(id),
      put: (id, value) => {
        this.#append(name, id, value);
        return value;
      },
      delete: (id) => {
        this.#append(name, id, null);
      },
      values: () => [...map.values()],
    };
  }

  /** Writes all that `work` changes at once, when it returns or throws. */
  together<T>(work: () => T): T {
    if (this.#lines !== undefined) return work();
    const lines: string[] = (this.#lines = []);
    try {
      return work();
    } finally {
      this.#lines = undefined;
      if (lines.length > 0) writeSync(this.#journal, lines.join(''));
    }
  }

  close(): void {
    closeSync(this.#journal);
  }

  #append(...entry: Entry): void {
    const line = `${JSON.stringify(entry)}\n`;
    if (this.#lines === undefined) writeSync(this.#journal, line);
    else this.#lines.push(line);
    this.#apply(...entry);
  }

  #apply(collection: string, id: string, value: unknown): void {
    if (value === null) this.#map(collection).delete(id);
    else this.#map(collection).set(id, value);
  }

  #map(name: string): Map<string, unknown> {
    let map = this.#maps.get(name);
    if (map === undefined) this.#maps.set(name, (map = new Map<string, unknown>()));
    return map;
  }
}

/** The journal's entries, without the torn last line that a kill in the middle of a write may leave. */
function entriesOf(file: string): Entry[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  lines.pop();
  return lines.map((line) => JSON.parse(line) as Entry);
}
