import type { BrokerNode } from '../broker-node.ts';
import { asApiError, ErrorCode } from '../protocol/error-code.ts';
import type { Reader } from '../protocol/reader.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api, type Request } from './api.ts';

/** Sessions are declined: every request names all its partitions. */
const NO_SESSION = 0;
const NO_OFFSET = -1;
const NO_PREFERRED_REPLICA = -1;
const EMPTY = Buffer.alloc(0);

interface Wanted {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly maxBytes: number;
}

interface Found {
  readonly partition: number;
  readonly error: ErrorCode;
  readonly highWatermark: number;
  readonly startOffset: number;
  readonly batches: Buffer;
}

type ByTopic<Item> = readonly { readonly topic: string; readonly partitions: readonly Item[] }[];

/** https://kafka.apache.org/protocol#The_Messages_Fetch */
export const fetch: Api = {
  key: 1,
  name: 'Fetch',
  minVersion: 4,
  maxVersion: 11,
  async handle(request, node) {
    const { version, body } = request;
    body.int32(); // The replica that asks; consumers are -1, and there are no replicas.
    const maxWaitMs = body.int32();
    const minBytes = body.int32();
    const maxBytes = body.int32();
    body.int8(); // The isolation level: without transactions everything is committed.
    if (version >= 7) body.int64(); // The session's id and epoch.
    const wanted = body.array(() => {
      const topic = body.string();
      return { topic, partitions: body.array(() => readWanted(topic, version, body)) };
    });

    const deadline = performance.now() + maxWaitMs;
    let found = read(wanted, maxBytes, node);
    for (let isOvertaken = false; !isOvertaken && mustWait(found, minBytes) && performance.now() < deadline;) {
      isOvertaken = await change(wanted, deadline, request, node);
      found = read(wanted, maxBytes, node);
    }
    return respond(found, version);
  },
};

function readWanted(topic: string, version: number, body: Reader): Wanted {
  const partition = body.int32();
  if (version >= 9) body.int32(); // The leader's epoch, which never changes.
  const offset = body.int64();
  if (version >= 5) body.int64(); // The start of a replica's log.
  return { topic, partition, offset, maxBytes: body.int32() };
}

/** At most `maxBytes` in all, except that a first batch larger than that is not held back. */
function read(wanted: ByTopic<Wanted>, maxBytes: number, node: BrokerNode): ByTopic<Found> {
  let remaining = maxBytes;
  let isFirst = true;
  return wanted.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((each) => {
      const found = readPartition(each, Math.max(0, Math.min(each.maxBytes, remaining)), isFirst, node);
      remaining -= found.batches.length;
      isFirst &&= found.batches.length === 0;
      return found;
    }),
  }));
}

function readPartition(wanted: Wanted, maxBytes: number, atLeastOne: boolean, node: BrokerNode): Found {
  const { topic, partition, offset } = wanted;
  try {
    const log = node.topics.partition(topic, partition);
    const { highWatermark, startOffset } = log;
    const batches = log.read(offset, maxBytes, atLeastOne);
    return { partition, error: ErrorCode.NONE, highWatermark, startOffset, batches };
  } catch (thrown) {
    const { code, message } = asApiError(thrown);
    if (code === ErrorCode.KAFKA_STORAGE_ERROR) node.report(message);
    return { partition, error: code, highWatermark: NO_OFFSET, startOffset: NO_OFFSET, batches: EMPTY };
  }
}

function mustWait(found: ByTopic<Found>, minBytes: number): boolean {
  const partitions = found.flatMap((topic) => topic.partitions);
  if (partitions.some(({ error }) => error !== ErrorCode.NONE)) return false;
  return partitions.reduce((bytes, { batches }) => bytes + batches.length, 0) < minBytes;
}

/** Resolves when a log changes or the deadline has come, and to true when the client has sent another request. */
function change(wanted: ByTopic<Wanted>, deadline: number, request: Request, { topics }: BrokerNode): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (isOvertaken: boolean) => {
      for (const stop of subscriptions) stop();
      clearTimeout(timer);
      resolve(isOvertaken);
    };
    const timer = setTimeout(() => finish(false), Math.ceil(deadline - performance.now()));
    const subscriptions = wanted
      .flatMap(({ partitions }) => partitions)
      .map(({ topic, partition }) => topics.partition(topic, partition).onChange(() => finish(false)));
    subscriptions.push(
      request.onClose(() => finish(true)),
      request.onOvertaken(() => finish(true)),
    );
  });
}

function respond(found: ByTopic<Found>, version: number): Writer {
  const response = new Writer();
  response.int32(NO_THROTTLE);
  if (version >= 7) response.int16(ErrorCode.NONE).int32(NO_SESSION);
  return response.array(found, ({ topic, partitions }) => {
    response.string(topic).array(partitions, ({ partition, error, highWatermark, startOffset, batches }) => {
      const lastStableOffset = highWatermark;
      response.int32(partition).int16(error).int64(highWatermark).int64(lastStableOffset);
      if (version >= 5) response.int64(startOffset);
      response.array([], () => undefined); // Aborted transactions.
      if (version >= 11) response.int32(NO_PREFERRED_REPLICA);
      response.bytes(batches);
    });
  });
}
