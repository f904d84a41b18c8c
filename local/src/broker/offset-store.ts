import { isFileError, readIfExists, replaceFile } from './durable-file.ts';
import { AppendFile } from './log/append-file.ts';
import { GroupCommit } from './log/group-commit.ts';
import { ApiError, ErrorCode } from './protocol/error-code.ts';

/** The file is rewritten without its outdated lines when it has doubled, but not below this size. */
const COMPACTION_BYTES = 64 * 1024;

export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  /** The offset of the next message to handle. */
  readonly offset: number;
  readonly metadata: string;
}

type Line = readonly [group: string, topic: string, partition: number, offset: number | null, metadata: string];

/**
 * How far each consumer group has come: a JSON line per commit, of which the last one counts. A null offset forgets.
 * A commit is acknowledged once it is on the disk.
 */
export class OffsetStore {
  readonly #path: string;
  readonly #groups = new Map<string, Map<string, CommittedOffset>>();
  readonly #flushes = new GroupCommit(() => this.#flush());
  #file: AppendFile;
  #flushedSize = 0;
  #compactedSize = 0;

  /** Opens the file, or creates it. A line that a crash cut off is dropped; it was never acknowledged. */
  constructor(path: string) {
    this.#path = path;
    for (const text of (readIfExists(path) ?? '').split('\n')) {
      const line = parseLine(text);
      if (line) this.#apply(line);
    }
    replaceFile(path, this.#currentLines());
    this.#file = new AppendFile(path);
    this.#flushedSize = this.#compactedSize = this.#file.size;
  }

  find(group: string, topic: string, partition: number): CommittedOffset | undefined {
    return this.#groups.get(group)?.get(keyOf(topic, partition));
  }

  ofGroup(group: string): CommittedOffset[] {
    return [...(this.#groups.get(group)?.values() ?? [])];
  }

  groups(): string[] {
    return [...this.#groups.keys()];
  }

  /** @throws ApiError when the disk does not take it; the commit is then repeated by the client. */
  commit(group: string, offsets: readonly CommittedOffset[]): Promise<void> {
    return this.#write(offsets.map((each) => [group, each.topic, each.partition, each.offset, each.metadata]));
  }

  forgetGroup(group: string): Promise<void> {
    return this.#write(this.ofGroup(group).map(({ topic, partition }) => [group, topic, partition, null, '']));
  }

  forgetTopic(topic: string): Promise<void> {
    const lines = [...this.#groups].flatMap(([group, offsets]) =>
      [...offsets.values()]
        .filter((each) => each.topic === topic)
        .map(({ partition }): Line => [group, topic, partition, null, '']),
    );
    return this.#write(lines);
  }

  async close(): Promise<void> {
    await this.#flushes.idle();
    this.#file.close();
  }

  async #write(lines: readonly Line[]): Promise<void> {
    if (lines.length === 0) return;
    try {
      this.#file.append(Buffer.from(lines.map(toText).join('')));
      for (const line of lines) this.#apply(line);
      await this.#flushes.commit();
    } catch (error) {
      if (!isFileError(error)) throw error;
      const message = `${this.#path} cannot be written: ${error.message}. Make room or repair the disk.`;
      throw new ApiError(ErrorCode.COORDINATOR_NOT_AVAILABLE, message, { cause: error });
    }
  }

  async #flush(): Promise<void> {
    if (this.#file.size > 2 * this.#compactedSize + COMPACTION_BYTES) {
      this.#compact();
      return;
    }
    const { size } = this.#file;
    try {
      await this.#file.sync();
      this.#flushedSize = size;
    } catch (error) {
      this.#file.truncate(this.#flushedSize);
      throw error;
    }
  }

  #compact(): void {
    const outgrown = this.#file;
    try {
      replaceFile(this.#path, this.#currentLines());
    } finally {
      // Even when that failed: whichever file bears the name now is the one that a restart will read.
      this.#file = new AppendFile(this.#path);
      this.#flushedSize = this.#compactedSize = this.#file.size;
      outgrown.close();
    }
  }

  #currentLines(): string {
    return [...this.#groups]
      .flatMap(([group, offsets]) =>
        [...offsets.values()].map(({ topic, partition, offset, metadata }) =>
          toText([group, topic, partition, offset, metadata]),
        ),
      )
      .join('');
  }

  #apply([group, topic, partition, offset, metadata]: Line): void {
    const offsets = this.#groups.get(group) ?? new Map<string, CommittedOffset>();
    if (offset === null) offsets.delete(keyOf(topic, partition));
    else offsets.set(keyOf(topic, partition), { topic, partition, offset, metadata });
    if (offsets.size > 0) this.#groups.set(group, offsets);
    else this.#groups.delete(group);
  }
}

/** Topic names have no slash. */
function keyOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

function toText(line: Line): string {
  return `${JSON.stringify(line)}\n`;
}

function parseLine(text: string): Line | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    // A torn line: the lines before and after it are whole, and each stands alone.
    return undefined;
  }
  if (!Array.isArray(line)) return undefined;
  const fields: unknown[] = line;
  const [group, topic, partition, offset, metadata] = fields;
  if (typeof group !== 'string' || typeof topic !== 'string' || typeof metadata !== 'string') return undefined;
  if (typeof partition !== 'number' || (typeof offset !== 'number' && offset !== null)) return undefined;
  return [group, topic, partition, offset, metadata];
}
