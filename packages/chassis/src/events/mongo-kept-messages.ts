import type { EventContract } from '@souk/contracts/event';
import {
  MessageGivenUpV1,
  MessageHandledLateV1,
  MessageParkedV1,
  MessageRedrivenV1,
} from '@souk/contracts/message-events';
import type { mongo } from 'mongoose';
import type { Database } from '../mongo/database.ts';
import type { OutboxRelay } from '../mongo/outbox-relay.ts';
import type { Outboxed } from '../mongo/outboxes.ts';
import type { Sweep } from '../sweep.ts';
import {
  claimedBy,
  UNCLAIMED,
  type Claim,
  type KeptMessage,
  type KeptMessages,
  type MessageFilter,
  type Refusal,
} from './kept-messages.ts';
import { isTold, newsOf } from './message-news.ts';

const FORGET_HANDLED_EVERY_MS = 10_000;
const KEPT = ['parked', 'dead'] as const;

/** A message and what is told of it. Once handled it stays for as long as something is still to be told. */
interface Row extends Omit<KeptMessage, 'state'>, Outboxed {
  readonly state: KeptMessage['state'] | 'handled';
  /** How many events there have been about it. */
  readonly told: number;
}

export interface MongoKeptMessagesOptions {
  readonly database: Pick<Database, 'collection'>;
  readonly service: string;
  readonly relay: Pick<OutboxRelay, 'watch' | 'nudge'>;
}

/** Every change of a message and the event about it are one write; the relay of the service's aggregates publishes it. */
export class MongoKeptMessages implements KeptMessages {
  readonly #rows: mongo.Collection<Row>;
  readonly #outboxes: mongo.Collection<Outboxed>;
  readonly #options: MongoKeptMessagesOptions;

  constructor(options: MongoKeptMessagesOptions) {
    this.#options = options;
    this.#rows = options.database.collection('kept-messages');
    this.#outboxes = options.database.collection('kept-messages');
    options.relay.watch(this.#outboxes);
  }

  async prepare(): Promise<void> {
    await this.#rows.createIndexes([
      { key: { state: 1, lane: 1, place: 1 } },
      { key: { keptAt: 1 } },
      { key: { 'delivery.key': 1, keptAt: 1 } },
      { key: { 'outbox.event.time': 1 }, partialFilterExpression: { 'outbox.0': { $exists: true } } },
    ]);
  }

  /** Forgets what is handled once everything is told about it. */
  readonly sweep: Sweep = {
    name: 'handled-messages',
    every: FORGET_HANDLED_EVERY_MS,
    run: async () => {
      await this.#rows.deleteMany({ state: 'handled', 'outbox.0': { $exists: false } });
    },
  };

  async keep(message: KeptMessage): Promise<void> {
    const isRefused = message.state === 'dead' || message.attempts > 0;
    const contract = message.state === 'dead' ? MessageGivenUpV1 : MessageParkedV1;
    const outbox = isRefused ? this.#newsOf(contract, message, 1) : [];
    const { _id, ...row } = { ...message, outbox, told: outbox.length };
    const { upsertedCount } = await this.#rows.updateOne({ _id }, { $setOnInsert: row }, { upsert: true });
    if (upsertedCount > 0) this.#options.relay.nudge(this.#outboxes, _id, outbox);
  }

  lanes(): Promise<readonly string[]> {
    return this.#rows.distinct('lane', { state: 'parked' });
  }

  async isParking(lane: string): Promise<boolean> {
    return (await this.#rows.findOne({ state: 'parked', lane }, { projection: { _id: 1 } })) !== null;
  }

  claimedLanes(): Promise<readonly string[]> {
    return this.#rows.distinct('lane', { state: 'parked', claimedBy: { $ne: null } });
  }

  async claimNext(lane: string, { by, at, until }: Claim): Promise<KeptMessage | null> {
    const first = await this.#rows.findOne({ state: 'parked', lane }, { sort: { place: 1 } });
    if (first === null || first.nextAttemptAt > at) return null;
    const { _id, nextAttemptAt } = first;
    const claimed = claimedBy(by, first);
    const { modifiedCount } = await this.#rows.updateOne(
      { _id, state: 'parked', nextAttemptAt },
      { $set: { ...claimed, nextAttemptAt: until } },
    );
    return modifiedCount === 1 ? { ...messageIn(first), ...claimed } : null;
  }

  async postpone({ _id }: KeptMessage, why: Refusal, nextAttemptAt: Date): Promise<void> {
    await this.#change(_id, ({ attempts }) => ({
      change: { ...UNCLAIMED, ...why, nextAttemptAt, attempts: attempts + 1 },
      // Until then it only waited for others.
      contract: attempts === 0 ? MessageParkedV1 : null,
    }));
  }

  async giveUp({ _id }: KeptMessage, why: Refusal): Promise<void> {
    await this.#change(_id, ({ attempts }) => ({
      change: { ...UNCLAIMED, ...why, state: 'dead', attempts: attempts + 1 },
      contract: MessageGivenUpV1,
    }));
  }

  async remove({ _id }: KeptMessage): Promise<void> {
    const { deletedCount } = await this.#rows.deleteOne({ _id, told: 0 });
    if (deletedCount > 0) return;
    await this.#change(_id, ({ attempts }) => ({
      change: { state: 'handled', attempts: attempts + 1 },
      contract: MessageHandledLateV1,
    }));
  }

  async find(filter: MessageFilter, { limit, offset }: { limit: number; offset: number }) {
    const query = queryOf(filter);
    const [rows, count] = await Promise.all([
      this.#rows.find(query).sort({ keptAt: 1, _id: 1 }).skip(offset).limit(limit).toArray(),
      this.#rows.countDocuments(query),
    ]);
    return { data: rows.map(messageIn), count };
  }

  async redrive(filter: MessageFilter, at: Date): Promise<number> {
    const afresh = { state: 'parked', attempts: 0, nextAttemptAt: at, isRedriven: true } as const;
    const found = await this.#rows.find(queryOf(filter), { projection: { _id: 1 } }).toArray();
    let count = 0;
    for (const { _id } of found) {
      const isChanged = await this.#change(_id, () => ({ change: afresh, contract: MessageRedrivenV1 }), filter.state);
      if (isChanged) count++;
    }
    return count;
  }

  /** False when it is gone or somebody else has changed it. */
  async #change(
    _id: string,
    decide: (row: Row) => { change: Partial<Row>; contract: EventContract | null },
    state: Row['state'] = 'parked',
  ): Promise<boolean> {
    const row = await this.#rows.findOne({ _id, state });
    if (row === null) return false;
    const { change, contract } = decide(row);
    const news = contract === null ? [] : this.#newsOf(contract, { ...row, ...change }, row.told + 1);
    const outbox = [...row.outbox, ...news];
    const { modifiedCount } = await this.#rows.updateOne(
      { _id, state, told: row.told },
      { $set: { ...change, told: row.told + news.length }, $push: { outbox: { $each: news } } },
    );
    if (modifiedCount > 0 && news.length > 0) this.#options.relay.nudge(this.#outboxes, _id, outbox);
    return modifiedCount > 0;
  }

  #newsOf(contract: EventContract, message: Omit<KeptMessage, 'state'>, sequence: number) {
    return isTold(message)
      ? [newsOf(message, { contract, sequence, service: this.#options.service, at: new Date() })]
      : [];
  }
}

function messageIn({ outbox, told, state, ...message }: Row): KeptMessage {
  if (state === 'handled') throw new Error(`${message._id} is handled; look for kept messages by their state.`);
  return { ...message, state };
}

const queryOf = ({ state, id, subject }: MessageFilter): mongo.Filter<Row> => ({
  state: state ?? { $in: [...KEPT] },
  ...(id === undefined ? {} : { _id: id }),
  ...(subject === undefined ? {} : { 'delivery.key': subject }),
});
