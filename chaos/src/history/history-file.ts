import { createWriteStream, type WriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { z } from 'zod';
import { Exchange } from './exchange.ts';

/** Writes down what clients ask and hear, a line of JSON for each. */
export class HistoryFile {
  readonly #stream: WriteStream;

  constructor(file: string) {
    this.#stream = createWriteStream(file);
  }

  add(exchange: Exchange): void {
    this.#stream.write(`${JSON.stringify(exchange)}\n`);
  }

  /** Resolves when everything is in the file. */
  async close(): Promise<void> {
    this.#stream.end();
    await once(this.#stream, 'close');
  }
}

/** Reads lines of JSON, or one JSON array. @throws Error that names the file when it is neither. */
export async function readHistory(file: string): Promise<readonly Exchange[]> {
  const text = (await readFile(file, 'utf8')).trim();
  try {
    const exchanges: unknown = text.startsWith('[')
      ? JSON.parse(text)
      : text.split('\n').flatMap((line): unknown[] => (line === '' ? [] : [JSON.parse(line)]));
    return z.array(Exchange).parse(exchanges);
  } catch (error) {
    throw new Error(`${file} is no history of clients: it has to be lines of JSON, see chaos/README.md.`, {
      cause: error,
    });
  }
}
