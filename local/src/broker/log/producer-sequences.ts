import { ApiError, ErrorCode } from '../protocol/error-code.ts';
import type { BatchHeader } from '../record-batch.ts';

/** An idempotent producer has five requests in flight at most, so a repeated batch is one of its last five. */
const REMEMBERED_BATCHES = 5;
/** Beyond this many producers the one that has been silent longest is forgotten. */
const REMEMBERED_PRODUCERS = 1000;
/** Sequences are 31 bits wide and wrap to zero. */
const SEQUENCES = 2 ** 31;

interface Written {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
}

interface Producer {
  readonly epoch: number;
  readonly written: readonly Written[];
}

/**
 * What a partition remembers of idempotent producers, so that a batch sent twice is kept once:
 * https://cwiki.apache.org/confluence/display/KAFKA/KIP-98+-+Exactly+Once+Delivery+and+Transactional+Messaging
 */
export class ProducerSequences {
  readonly #producers = new Map<number, Producer>();

  /**
   * The offset at which the batch is in the log already, or undefined when it has yet to be appended.
   *
   * @throws ApiError when batches of the same producer are missing before this one, or a newer epoch replaced it.
   */
  offsetOfRepeated(header: BatchHeader): number | undefined {
    const producer = this.#producers.get(header.producerId);
    if (producer === undefined) return undefined;
    if (header.producerEpoch < producer.epoch) {
      throw new ApiError(ErrorCode.INVALID_PRODUCER_EPOCH, 'A newer producer took over: ask for a new producer id');
    }
    const sameEpoch = header.producerEpoch === producer.epoch;
    const last = producer.written.at(-1);
    const lastSequence = lastSequenceOf(header);
    const repeated = producer.written.find(
      (batch) => sameEpoch && batch.firstSequence === header.firstSequence && batch.lastSequence === lastSequence,
    );
    if (repeated) return repeated.baseOffset;
    const expected = sameEpoch && last ? (last.lastSequence + 1) % SEQUENCES : 0;
    if (header.firstSequence !== expected) {
      throw new ApiError(
        ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
        `A producer sent sequence ${header.firstSequence} where ${expected} is next: ask for a new producer id`,
      );
    }
    return undefined;
  }

  /** Notes a batch that is now in the log at `baseOffset`. */
  record(header: BatchHeader, baseOffset: number): void {
    const { producerId, producerEpoch, firstSequence } = header;
    if (producerId < 0) return;
    const producer = this.#producers.get(producerId);
    const earlier = producer?.epoch === producerEpoch ? producer.written.slice(1 - REMEMBERED_BATCHES) : [];
    const written = [...earlier, { firstSequence, lastSequence: lastSequenceOf(header), baseOffset }];
    this.#producers.delete(producerId);
    this.#producers.set(producerId, { epoch: producerEpoch, written });
    if (this.#producers.size <= REMEMBERED_PRODUCERS) return;
    for (const longestSilent of this.#producers.keys()) {
      this.#producers.delete(longestSilent);
      return;
    }
  }

  /** Forgets batches at `offset` and beyond, which were cut off the log again. */
  truncate(offset: number): void {
    for (const [producerId, { epoch, written }] of this.#producers) {
      const kept = written.filter(({ baseOffset }) => baseOffset < offset);
      if (kept.length > 0) this.#producers.set(producerId, { epoch, written: kept });
      else this.#producers.delete(producerId);
    }
  }
}

function lastSequenceOf({ firstSequence, recordCount }: BatchHeader): number {
  return (firstSequence + recordCount - 1) % SEQUENCES;
}
