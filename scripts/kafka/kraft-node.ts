import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, isTaken } from '../../local/src/free-port.ts';

const READY_WITHIN_MS = 60_000;
const ASK_AGAIN_MS = 50;
const LAST_CHARACTERS = 4_000;

export interface KraftNode {
  /** host:port */
  readonly address: string;
  stop(): Promise<void>;
}

export interface KraftNodeOptions {
  readonly java: string;
  /** The folder with the broker's jars. */
  readonly jars: string;
  /** Ends the broker when it is aborted while it starts. */
  readonly signal: AbortSignal;
}

/** Apache Kafka's defaults, but for what a single node needs. */
const settings = (dir: string, port: number, controllerPort: number): string => `
process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:${controllerPort}
log.dirs=${dir}/data
offsets.topic.replication.factor=1
`;

/** One node of Apache Kafka, broker and controller, on free ports at 127.0.0.1, with a folder that is gone when it stops. */
export async function startKraftNode({ java, jars, signal }: KraftNodeOptions): Promise<KraftNode> {
  const dir = await mkdtemp(path.join(tmpdir(), 'souk-kafka-'));
  const [port, controllerPort] = [await freePort(), await freePort()];
  const config = path.join(dir, 'server.properties');
  await writeFile(config, settings(dir, port, controllerPort));
  const run = (...command: string[]) => new JavaProcess(java, [...jvmOptions(jars, dir), ...command]);
  let broker: JavaProcess | undefined;
  const stop = async () => {
    await broker?.kill();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const clusterId = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url');
    await run(
      'kafka.tools.StorageTool',
      'format',
      '--standalone',
      `--cluster-id=${clusterId}`,
      '-c',
      config,
    ).succeeds();
    broker = run('kafka.Kafka', config);
    const deadline = Date.now() + READY_WITHIN_MS;
    // The node listens once its controller has let it serve: https://issues.apache.org/jira/browse/KAFKA-15051
    while (!(await isTaken(port))) {
      signal.throwIfAborted();
      if (broker.hasEnded || Date.now() > deadline)
        throw new Error(`Apache Kafka does not start:\n${broker.lastWords}`);
      await delay(ASK_AGAIN_MS);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { address: `127.0.0.1:${port}`, stop };
}

const jvmOptions = (jars: string, dir: string): readonly string[] => [
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  // Nothing of it stays in the system's temporary folder.
  '-XX:-UsePerfData',
  `-Djava.io.tmpdir=${dir}`,
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-cp',
  path.join(jars, '*'),
];

class JavaProcess {
  readonly #child;
  readonly #ended: Promise<unknown>;
  #output = '';

  constructor(java: string, args: readonly string[]) {
    this.#child = spawn(java, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#ended = once(this.#child, 'close');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#output = (this.#output + text).slice(-LAST_CHARACTERS);
      });
    }
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** The end of what it has written. */
  get lastWords(): string {
    return this.#output.trim();
  }

  async succeeds(): Promise<void> {
    await this.#ended;
    if (this.#child.exitCode !== 0) throw new Error(`Apache Kafka's storage cannot be formatted:\n${this.lastWords}`);
  }

  /** Not in order: its data goes with it. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}
