import type { EventContract } from '@souk/contracts/event';
import {
  MessageGivenUpV1,
  MessageHandledLateV1,
  MessageParkedV1,
  MessageRedrivenV1,
} from '@souk/contracts/message-events';
import type { PageFound, PageWanted } from '@souk/kernel/page';
import type { mongo } from 'mongoose';
import type { Database } from '../mongo/database.ts';
import type { OutboxRelay } from '../mongo/outbox-relay.ts';
import type { Outboxed } from '../mongo/outboxes.ts';
import { findList } from '../mongo/pages.ts';
import type { UnsentEvents } from '../mongo/unsent-events.ts';
import type { Sweep } from '../sweep.ts';
import type { Delivery, EventsNotTaken, Publication } from './event-bus.ts';
import {
  INDEXES,
  LISTED,
  listedIn,
  messageIn,
  OLDEST_FIRST,
  queryOf,
  unsentRow,
  type Row,
} from './kept-message-row.ts';
import {
  claimedBy,
  UNCLAIMED,
  type Claim,
  type KeptMessage,
  type KeptMessages,
  type KeptSummary,
  type ListedMessage,
  type MessageFilter,
  type Refusal,
} from './kept-messages.ts';
import { isTold, newsOf, type Told } from './message-news.ts';

const FORGET_HANDLED_EVERY_MS = 10_000;
export interface MongoKeptMessagesOptions {
  readonly database: Pick<Database, 'collection'>;
  readonly service: string;
  readonly relay: Pick<OutboxRelay, 'watch' | 'nudge'>;
}

/** Every change of a message and the event about it are one write; the relay of the service's aggregates publishes it. */
export class MongoKeptMessages implements KeptMessages, UnsentEvents {
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
    await this.#rows.createIndexes(INDEXES);
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

  async due(at: Date) {
    const firsts = await this.#rows
      .aggregate<{ _id: string; isClaimed: boolean }>([
        { $match: { state: 'parked' } },
        // The index in its own order, so that of each lane only the first is read.
        { $sort: { state: 1, lane: 1, place: 1 } },
        { $group: { _id: '$lane', at: { $first: '$nextAttemptAt' }, by: { $first: '$claimedBy' } } },
        { $match: { at: { $lte: at } } },
        { $project: { isClaimed: { $ne: ['$by', null] } } },
      ])
      .toArray();
    return firsts.map(({ _id: lane, isClaimed }) => ({ lane, isClaimed }));
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

  find(filter: MessageFilter, page: PageWanted): Promise<PageFound<ListedMessage>> {
    return findList(this.#rows, { filter: queryOf(filter), order: OLDEST_FIRST, page, fields: LISTED }, listedIn);
  }

  async summary(): Promise<KeptSummary> {
    const [parked, dead, lanes, oldest] = await Promise.all([
      this.count({ state: 'parked' }),
      this.count({ state: 'dead' }),
      this.lanes(),
      this.#rows.findOne({ state: 'parked' }, { sort: { keptAt: 1 }, projection: { keptAt: 1 } }),
    ]);
    return { parked, dead, lanes: lanes.length, oldestParkedAt: oldest?.keptAt ?? null };
  }

  count(filter: MessageFilter): Promise<number> {
    return this.#rows.countDocuments(queryOf(filter));
  }

  async redrive(filter: MessageFilter, at: Date): Promise<number> {
    const restarted = { state: 'parked', attempts: 0, nextAttemptAt: at, isRedriven: true } as const;
    const found = await this.#rows.find(queryOf(filter), { projection: { _id: 1 } }).toArray();
    let count = 0;
    for (const { _id } of found) {
      const decide = ({ unsent }: Row): Decision =>
        unsent === undefined || unsent === null
          ? { change: restarted, contract: MessageRedrivenV1 }
          : {
              change: { ...restarted, state: 'handled', unsent: null },
              contract: MessageRedrivenV1,
              send: redriven(unsent),
            };
      if (await this.#change(_id, decide, filter.state)) count++;
    }
    return count;
  }

  async setAside(publication: Publication, { reason, message }: EventsNotTaken): Promise<void> {
    const why = { lastError: message.slice(0, 500), reason: `broker.${reason}` };
    const { _id, ...row } = { ...unsentRow(publication, new Date()), ...why };
    const outbox = this.#newsOf(MessageGivenUpV1, { _id, ...row, delivery: deliveryOf(publication, row.delivery) }, 1);
    const { upsertedCount } = await this.#rows.updateOne(
      { _id },
      { $setOnInsert: { ...row, unsent: publication, outbox, told: outbox.length } },
      { upsert: true },
    );
    if (upsertedCount > 0) this.#options.relay.nudge(this.#outboxes, _id, outbox);
    else await this.#setAsideAgain(_id, publication, why);
  }

  /** One that was redriven, and is refused once more. */
  async #setAsideAgain(_id: string, publication: Publication, why: Refusal): Promise<void> {
    const row = await this.#rows.findOne({ _id, state: 'handled' });
    // Otherwise it is set aside already, and whoever did that died before it left its outbox.
    if (row === null) return;
    const { told, delivery } = row;
    const change = { ...why, state: 'dead', attempts: row.attempts + 1 } as const;
    const about = { ...row, ...change, delivery: deliveryOf(publication, delivery) };
    const news = this.#newsOf(MessageGivenUpV1, about, told + 1);
    const outbox = [...row.outbox.filter(({ event }) => event.id !== publication.event.id), ...news];
    await this.#rows.updateOne(
      { _id, state: 'handled', told },
      { $set: { ...change, outbox, unsent: publication, told: told + news.length } },
    );
  }

  /** False when it is gone or somebody else has changed it. */
  async #change(_id: string, decide: (row: Row) => Decision, state: Row['state'] = 'parked'): Promise<boolean> {
    const row = await this.#rows.findOne({ _id, state });
    if (row === null) return false;
    const { change, contract, send = null } = decide(row);
    const about = send === null ? row : { ...row, delivery: deliveryOf(send, row.delivery) };
    const news = contract === null ? [] : this.#newsOf(contract, { ...about, ...change }, row.told + 1);
    const added = send === null ? news : [send, ...news];
    const outbox = [...row.outbox, ...added];
    const { modifiedCount } = await this.#rows.updateOne(
      { _id, state, told: row.told },
      { $set: { ...change, told: row.told + news.length }, $push: { outbox: { $each: added } } },
    );
    if (modifiedCount > 0 && added.length > 0) this.#options.relay.nudge(this.#outboxes, _id, outbox);
    return modifiedCount > 0;
  }

  #newsOf(contract: EventContract, message: Told, sequence: number) {
    return isTold(message)
      ? [newsOf(message, { contract, sequence, service: this.#options.service, at: new Date() })]
      : [];
  }
}

interface Decision {
  readonly change: Partial<Row>;
  /** What is told of it. */
  readonly contract: EventContract | null;
  /** An event that is sent again. */
  readonly send?: Publication;
}

/** Consumers take it although they have had later events of its subject. */
const redriven = ({ topic, event }: Publication): Publication => ({
  topic,
  event: { ...event, redriven: (event.redriven ?? 0) + 1 },
});

/** The event as it would have been delivered: what is told of it is read there. */
const deliveryOf = ({ event }: Publication, delivery: Delivery): Delivery => ({
  ...delivery,
  value: JSON.stringify(event),
});
