import { once } from 'node:events';
import fs from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import type { BrokerNode } from './broker-node.ts';
import { Connection } from './connection.ts';
import { DirectoryLock } from './directory-lock.ts';
import { DiskSpace, freeBytesOf } from './disk-space.ts';
import { dispatch } from './dispatch.ts';
import { Groups } from './groups.ts';
import type { LogPolicy } from './log/log-policy.ts';
import { OffsetStore } from './offset-store.ts';
import { Topics } from './topics.ts';

const MIB = 1024 * 1024;
const DAY_MS = 24 * 60 * 60_000;
/** Kafka's default of `log.retention.check.interval.ms`. */
const RETENTION_CHECK_MS = 5 * 60_000;

export interface BrokerOptions {
  /** Folder that holds everything the broker keeps; created when missing. */
  readonly dir: string;
  /** TCP port to listen on; 0 takes a free one. */
  readonly port: number;
  /** Address to listen on, and the one that clients are told; 127.0.0.1 by default. */
  readonly host?: string;
  /** Partitions of a topic that is created without a number; 6 by default. */
  readonly defaultPartitions?: number;
  /** Size at which a partition begins a new file; 16 MiB by default. */
  readonly segmentBytes?: number;
  /** Age in milliseconds at which messages may be deleted; 7 days by default. `Infinity` keeps them. */
  readonly retentionMs?: number;
  /** Size above which a partition's oldest messages may be deleted; `Infinity` by default. */
  readonly retentionBytes?: number;
  /** Messages are refused while the disk has less than this free; 64 MiB by default. */
  readonly minFreeBytes?: number;
  /** Whether topics appear when a client that allows it asks for them; false by default. */
  readonly autoCreateTopics?: boolean;
  /** Free bytes on the disk, instead of what the file system says. */
  readonly freeBytes?: () => number;
  /** Receives what needs the operator's attention; standard error by default. */
  readonly report?: (line: string) => void;
}

/** A single-node broker that speaks Kafka's protocol. See the README beside this file. */
export class Broker {
  readonly port: number;
  readonly #node: BrokerNode;
  readonly #connections = new Set<Connection>();
  readonly #opened: AsyncDisposableStack;

  private constructor(node: BrokerNode, server: Server, opened: AsyncDisposableStack) {
    this.port = node.port;
    this.#node = node;
    this.#opened = opened;
    server.on('connection', (socket) => this.#accept(socket));
    server.on('error', (error) => node.report(`A client could not be let in: ${error.message}`));
    opened.adopt(setInterval(() => this.#applyRetention(), RETENTION_CHECK_MS).unref(), clearInterval);
    this.#applyRetention();
  }

  /**
   * Opens the folder, repairs what a crash left half-written, and listens.
   *
   * @throws Error when another broker uses the folder, or the port is taken
   */
  static async start(options: BrokerOptions): Promise<Broker> {
    const { dir, port, host = '127.0.0.1', minFreeBytes = 64 * MIB } = options;
    fs.mkdirSync(dir, { recursive: true });
    const policy: LogPolicy = {
      segmentBytes: options.segmentBytes ?? 16 * MIB,
      retentionMs: options.retentionMs ?? 7 * DAY_MS,
      retentionBytes: options.retentionBytes ?? Infinity,
    };
    await using opened = new AsyncDisposableStack();
    opened.adopt(DirectoryLock.acquire(dir), (lock) => lock.release());
    const topics = opened.adopt(new Topics(dir, policy), (each) => each.close());
    const offsets = opened.adopt(new OffsetStore(join(dir, 'offsets.jsonl')), (each) => each.close());
    const groups = opened.adopt(new Groups(), (each) => each.close());
    const server = opened.adopt(await listen(port, host), close);
    const node: BrokerNode = {
      host,
      port: portOf(server),
      topics,
      groups,
      offsets,
      disk: new DiskSpace(dir, minFreeBytes, options.freeBytes ?? (() => freeBytesOf(dir))),
      defaultPartitions: options.defaultPartitions ?? 6,
      autoCreateTopics: options.autoCreateTopics ?? false,
      report: withoutRepetition(options.report ?? console.error),
    };
    return new Broker(node, server, opened.move());
  }

  /** Hangs up on all clients, and writes what was not written yet. */
  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    await this.#opened.disposeAsync();
  }

  #accept(socket: Socket): void {
    const connection = new Connection(
      socket,
      (apiKey, request) => dispatch(apiKey, request, this.#node),
      this.#node.report,
    );
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
  }

  #applyRetention(): void {
    try {
      this.#node.topics.applyRetention(Date.now());
    } catch (error) {
      this.#node.report(`Old messages could not be deleted, and are tried again in 5 minutes: ${String(error)}`);
    }
  }
}

async function listen(port: number, host: string): Promise<Server> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  return server;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address === 'object' && address) return address.port;
  throw new Error(
    `The broker does not listen on a TCP port but on ${String(address)}: give a host name or an IP address`,
  );
}

/** A full disk is met by every request, and told once. */
function withoutRepetition(report: (line: string) => void): (line: string) => void {
  let last: string | undefined;
  return (line) => {
    if (line === last) return;
    last = line;
    report(line);
  };
}
