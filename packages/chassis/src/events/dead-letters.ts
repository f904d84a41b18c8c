import type { mongo } from 'mongoose';
import type { Delivery } from './event-bus.ts';

/** An event that a service has given up on, kept so that nothing is lost. */
export interface DeadLetter {
  /** `topic:partition:offset`: one row however often the event is delivered. */
  readonly _id: string;
  readonly delivery: Delivery;
  readonly error: string;
  readonly attempts: number;
  readonly at: Date;
}

export interface DeadLetters {
  add(delivery: Delivery, error: unknown, attempts: number): Promise<void>;
}

export class MongoDeadLetters implements DeadLetters {
  readonly #rows: mongo.Collection<DeadLetter>;

  constructor(rows: mongo.Collection<DeadLetter>) {
    this.#rows = rows;
  }

  async add(delivery: Delivery, error: unknown, attempts: number): Promise<void> {
    const _id = `${delivery.topic}:${delivery.partition}:${delivery.offset}`;
    const row = { delivery, error: error instanceof Error ? error.message : String(error), attempts, at: new Date() };
    await this.#rows.updateOne({ _id }, { $set: row }, { upsert: true });
  }
}
