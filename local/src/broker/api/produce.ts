import type { BrokerNode } from '../broker-node.ts';
import { ApiError, asApiError, ErrorCode } from '../protocol/error-code.ts';
import { MalformedRequestError } from '../protocol/reader.ts';
import { Writer } from '../protocol/writer.ts';
import { NO_THROTTLE, type Api } from './api.ts';

const NO_OFFSET = -1;
/** Records keep the time that their producer gave them. */
const NO_APPEND_TIME = -1;

interface Target {
  readonly topic: string;
  readonly partition: number;
  readonly batch: Buffer;
}

interface Outcome {
  readonly error: ErrorCode;
  readonly baseOffset: number;
  readonly startOffset: number;
}

/** https://kafka.apache.org/protocol#The_Messages_Produce */
export const produce: Api = {
  key: 0,
  name: 'Produce',
  minVersion: 3,
  maxVersion: 7,
  async handle({ version, body }, node) {
    const transactionalId = body.nullableString();
    const acks = body.int16();
    body.int32(); // How long to wait for replicas, of which there are none.
    const topics = body.array(() => {
      const topic = body.string();
      return { topic, targets: body.array((): Target => ({ topic, partition: body.int32(), batch: body.bytes() })) };
    });

    const settled = await Promise.all(
      topics.map(async ({ topic, targets }) => {
        const refusal = refusalOf(acks, transactionalId);
        const outcomes = targets.map(async (target) => ({ ...target, ...(await append(target, refusal, node)) }));
        return { topic, outcomes: await Promise.all(outcomes) };
      }),
    );
    if (acks === 0) {
      requireSuccess(settled.flatMap(({ outcomes }) => outcomes));
      return undefined;
    }

    const response = new Writer();
    response.array(settled, ({ topic, outcomes }) => {
      response.string(topic).array(outcomes, ({ partition, error, baseOffset, startOffset }) => {
        response.int32(partition).int16(error).int64(baseOffset).int64(NO_APPEND_TIME);
        if (version >= 5) response.int64(startOffset);
      });
    });
    return response.int32(NO_THROTTLE);
  },
};

function refusalOf(acks: number, transactionalId: string | undefined): ApiError | undefined {
  if (acks < -1 || acks > 1) return new ApiError(ErrorCode.INVALID_REQUIRED_ACKS, 'acks can be -1, 0 and 1');
  if (transactionalId === undefined) return undefined;
  return new ApiError(ErrorCode.INVALID_REQUEST, 'Transactions are not supported: send without one');
}

async function append(target: Target, refusal: ApiError | undefined, node: BrokerNode): Promise<Outcome> {
  try {
    if (refusal) throw refusal;
    const log = node.topics.partition(target.topic, target.partition);
    node.disk.requireRoomFor(target.batch.length);
    const baseOffset = await log.append(target.batch);
    return { error: ErrorCode.NONE, baseOffset, startOffset: log.startOffset };
  } catch (thrown) {
    const { code, message } = asApiError(thrown);
    if (code === ErrorCode.KAFKA_STORAGE_ERROR) node.report(message);
    return { error: code, baseOffset: NO_OFFSET, startOffset: NO_OFFSET };
  }
}

/** A producer that wants no answer can only be told of a failure by hanging up on it, as Kafka does. */
function requireSuccess(outcomes: readonly Outcome[]): void {
  const failed = outcomes.find(({ error }) => error !== ErrorCode.NONE);
  if (failed) throw new MalformedRequestError(`A batch sent with acks=0 failed with error ${failed.error}`);
}
