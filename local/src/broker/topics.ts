import fs from 'node:fs';
import { join } from 'node:path';
import { readIfExists, replaceFile, syncDirectory } from './durable-file.ts';
import type { LogPolicy } from './log/log-policy.ts';
import { PartitionLog } from './log/partition-log.ts';
import { ApiError, ErrorCode } from './protocol/error-code.ts';
import { policyFor, type TopicConfig } from './topic-config.ts';

const NAME = /^[a-zA-Z0-9._-]{1,249}$/;
const MAX_PARTITIONS = 1000;

export interface Topic {
  readonly name: string;
  readonly partitions: readonly PartitionLog[];
  readonly config: TopicConfig;
}

interface StoredTopic {
  readonly partitions: number;
  readonly config: TopicConfig;
}

/**
 * The topics: which there are stands in `topics.json`, their messages in `logs/<topic>-<partition>/`.
 * Folders that the file does not name are what a crash left of a creation or a deletion, and are removed at start.
 */
export class Topics {
  readonly defaults: LogPolicy;
  readonly #listPath: string;
  readonly #logsPath: string;
  #topics: ReadonlyMap<string, Topic> = new Map();
  readonly #beingDeleted = new Set<string>();

  constructor(directory: string, defaults: LogPolicy) {
    this.defaults = defaults;
    this.#listPath = join(directory, 'topics.json');
    this.#logsPath = join(directory, 'logs');
    fs.mkdirSync(this.#logsPath, { recursive: true });
    syncDirectory(directory);
    const list = readIfExists(this.#listPath);
    if (list === undefined && fs.readdirSync(this.#logsPath).length > 0) {
      throw new Error(`${this.#listPath} is missing: restore it, or delete ${directory} to start without messages`);
    }
    if (list === undefined) this.#store(new Map());
    const stored = parseList(list ?? '{}', this.#listPath);
    this.#removeLeftovers(stored);
    this.#topics = new Map(
      stored.map(([name, { partitions, config }]) => {
        const logs = Array.from({ length: partitions }, (_, index) => this.#openPartition(name, index, config));
        return [name, { name, config, partitions: logs }];
      }),
    );
  }

  all(): Topic[] {
    return [...this.#topics.values()];
  }

  find(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  /** @throws ApiError when there is no such topic. */
  require(name: string): Topic {
    const topic = this.#topics.get(name);
    if (topic) return topic;
    throw new ApiError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `There is no topic ${name}: create it first`);
  }

  /** @throws ApiError when there is no such topic, or no such partition in it. */
  partition(name: string, index: number): PartitionLog {
    const log = this.require(name).partitions[index];
    if (log) return log;
    throw new ApiError(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, `Topic ${name} has no partition ${index}`);
  }

  /** @throws ApiError when a topic cannot be created under this name or with this number of partitions. */
  requireCreatable(name: string, partitions: number): void {
    if (!NAME.test(name) || name === '.' || name === '..') {
      const message = 'A topic name has 1 to 249 letters, digits, dots, underscores and hyphens';
      throw new ApiError(ErrorCode.INVALID_TOPIC_EXCEPTION, message);
    }
    if (this.#topics.has(name)) throw new ApiError(ErrorCode.TOPIC_ALREADY_EXISTS, `Topic ${name} exists`);
    if (this.#beingDeleted.has(name)) {
      throw new ApiError(ErrorCode.TOPIC_ALREADY_EXISTS, `Topic ${name} is being deleted: try again in a moment`);
    }
    const twin = this.all().find((topic) => topic.name.toLowerCase() === name.toLowerCase());
    if (twin) {
      const message = `Topic ${twin.name} has the same name but for case, which some file systems cannot tell apart`;
      throw new ApiError(ErrorCode.INVALID_TOPIC_EXCEPTION, message);
    }
    requirePartitionCount(partitions);
  }

  /** @throws ApiError; there is no such topic then. */
  async create(name: string, partitions: number, config: TopicConfig): Promise<Topic> {
    this.requireCreatable(name, partitions);
    return this.#extend({ name, config, partitions: [] }, partitions);
  }

  /** @throws ApiError unless the topic would have more partitions than now. */
  requireGrowable(name: string, partitions: number): void {
    requirePartitionCount(partitions);
    const present = this.require(name).partitions.length;
    if (partitions > present) return;
    throw new ApiError(ErrorCode.INVALID_PARTITIONS, `Topic ${name} has ${present} partitions, and they can only grow`);
  }

  async grow(name: string, partitions: number): Promise<void> {
    this.requireGrowable(name, partitions);
    await this.#extend(this.require(name), partitions);
  }

  configure(name: string, config: TopicConfig): void {
    this.#store(new Map(this.#topics).set(name, { ...this.require(name), config }));
  }

  /** Deletes a topic with its messages. Readers that wait for more are woken. */
  async delete(name: string): Promise<void> {
    const { partitions } = this.require(name);
    this.#store(new Map([...this.#topics].filter(([other]) => other !== name)));
    this.#beingDeleted.add(name);
    try {
      await Promise.all(partitions.map((log) => log.delete()));
    } finally {
      this.#beingDeleted.delete(name);
    }
  }

  /** @param now milliseconds since 1970 */
  applyRetention(now: number): void {
    for (const { partitions } of this.#topics.values()) for (const log of partitions) log.applyRetention(now);
  }

  async close(): Promise<void> {
    await Promise.all(this.all().flatMap(({ partitions }) => partitions.map((log) => log.close())));
  }

  async #extend(topic: Topic, count: number): Promise<Topic> {
    const added: PartitionLog[] = [];
    try {
      for (let index = topic.partitions.length; index < count; index++) {
        // What is in the way here was left by a creation or deletion that failed.
        fs.rmSync(this.#folderOf(topic.name, index), { recursive: true, force: true });
        added.push(this.#openPartition(topic.name, index, topic.config));
      }
      const extended = { ...topic, partitions: [...topic.partitions, ...added] };
      this.#store(new Map(this.#topics).set(topic.name, extended));
      return extended;
    } catch (error) {
      await Promise.all(added.map((log) => log.close()));
      throw error;
    }
  }

  #openPartition(topic: string, index: number, initial: TopicConfig): PartitionLog {
    const policy = () => policyFor(this.#topics.get(topic)?.config ?? initial, this.defaults);
    return new PartitionLog(this.#folderOf(topic, index), policy);
  }

  #folderOf(topic: string, partition: number): string {
    return join(this.#logsPath, folderOf(topic, partition));
  }

  /** Makes these the topics, once they are on the disk. */
  #store(topics: ReadonlyMap<string, Topic>): void {
    syncDirectory(this.#logsPath);
    const stored = [...topics].map(([name, { partitions, config }]) => [
      name,
      { partitions: partitions.length, config },
    ]);
    replaceFile(this.#listPath, `${JSON.stringify(Object.fromEntries(stored), undefined, 2)}\n`);
    this.#topics = topics;
  }

  #removeLeftovers(stored: readonly (readonly [string, StoredTopic])[]): void {
    const known = new Set(
      stored.flatMap(([name, { partitions }]) =>
        Array.from({ length: partitions }, (_, index) => folderOf(name, index)),
      ),
    );
    for (const folder of fs.readdirSync(this.#logsPath)) {
      if (!known.has(folder)) fs.rmSync(join(this.#logsPath, folder), { recursive: true });
    }
  }
}

function folderOf(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

function requirePartitionCount(count: number): void {
  if (count >= 1 && count <= MAX_PARTITIONS) return;
  throw new ApiError(ErrorCode.INVALID_PARTITIONS, `A topic has 1 to ${MAX_PARTITIONS} partitions, not ${count}`);
}

function parseList(text: string, path: string): (readonly [string, StoredTopic])[] {
  const list: unknown = JSON.parse(text);
  const entries: [string, unknown][] = typeof list === 'object' && list !== null ? Object.entries(list) : [];
  return entries.map(([name, topic]) => {
    if (isStoredTopic(topic)) return [name, topic] as const;
    throw new Error(`${path} does not say how many partitions ${name} has: restore the file, or delete the folder`);
  });
}

function isStoredTopic(value: unknown): value is StoredTopic {
  if (typeof value !== 'object' || value === null || !('partitions' in value) || !('config' in value)) return false;
  return Number.isInteger(value.partitions) && typeof value.config === 'object' && value.config !== null;
}
