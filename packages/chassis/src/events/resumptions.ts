import type { mongo } from 'mongoose';

/** How often a partition was taken up at the same place by processes that did not live to say how it went. */
export interface PartitionResumptions {
  /** `topic:partition` */
  readonly _id: string;
  /** The offset of the first message. */
  readonly from: string;
  readonly starts: number;
  /** By offset: the starts of a message, alone, that it has not ended. */
  readonly begun: Readonly<Record<string, readonly string[]>>;
}

/** A group's memory of what it was about to do, so that a process can see what others died of. */
export interface Resumptions {
  /** A partition is taken up at an offset. Returns how often that was so, this time included. */
  resume(partition: string, from: string): Promise<number>;
  /** All that was taken up is handled. */
  complete(partition: string): Promise<void>;
  /** It was left in order before all of it was handled: this time does not count. */
  handBack(partition: string): Promise<void>;
  /**
   * A message of a resumed partition is begun. Returns how often that was so and it did not end, this time included; a start
   * that is noted again, because the answer was lost, counts once.
   */
  begin(partition: string, offset: string, start: string): Promise<number>;
  end(partition: string, offset: string): Promise<void>;
}

export class MongoResumptions implements Resumptions {
  readonly #rows: mongo.Collection<PartitionResumptions>;

  constructor(rows: mongo.Collection<PartitionResumptions>) {
    this.#rows = rows;
  }

  async resume(partition: string, from: string): Promise<number> {
    const isSamePlace = { $eq: ['$from', from] };
    const row = await this.#rows.findOneAndUpdate(
      { _id: partition },
      [
        {
          $set: {
            from,
            starts: { $cond: [isSamePlace, { $add: ['$starts', 1] }, 1] },
            begun: { $cond: [isSamePlace, '$begun', { $literal: {} }] },
          },
        },
      ],
      { upsert: true, returnDocument: 'after' },
    );
    return row?.starts ?? 1;
  }

  async complete(partition: string): Promise<void> {
    await this.#rows.deleteOne({ _id: partition });
  }

  async handBack(partition: string): Promise<void> {
    await this.#rows.updateOne({ _id: partition }, { $inc: { starts: -1 } });
  }

  async begin(partition: string, offset: string, start: string): Promise<number> {
    const row = await this.#rows.findOneAndUpdate(
      { _id: partition },
      { $addToSet: { [`begun.${offset}`]: start } },
      { returnDocument: 'after' },
    );
    return row?.begun[offset]?.length ?? 1;
  }

  async end(partition: string, offset: string): Promise<void> {
    await this.#rows.updateOne({ _id: partition }, { $unset: { [`begun.${offset}`]: '' } });
  }
}
