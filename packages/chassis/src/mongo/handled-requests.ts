import type { mongo } from 'mongoose';
import type { HandledMessage } from '../execution-context.ts';
import type { Sweep } from '../sweep.ts';

/** A request that an aggregate has handled, and that its inbox has no more room for. */
export interface HandledRequestRow {
  readonly _id: string;
  /** When it was handled. */
  readonly at: Date;
}

/** As long as the replies to requests with an `Idempotency-Key` are kept. */
const HANDLED_FOR_MS = 24 * 3_600_000;
const FORGET_EVERY_MS = 600_000;

/** A request under an `Idempotency-Key` is its own subject, which no event is. It may be repeated for a day, so it is kept as long. */
export const isRequest = ({ id, subject }: Pick<HandledMessage, 'id' | 'subject'>): boolean => id === subject;

/** What an inbox holds of a request: its id, and in seconds when it was handled. */
export const entryOf = (requestId: string, at: Date): string => `${requestId}@${Math.floor(at.getTime() / 1000)}`;

/** Whether it is among the entries of an inbox. */
export const isAmong = (inbox: readonly string[], requestId: string): boolean =>
  inbox.some((entry) => entry === requestId || entry.startsWith(`${requestId}@`));

/** Where requests go that an inbox forgets before their day is over: it is a window of the last changes. */
export class HandledRequests {
  readonly #rows: mongo.Collection<HandledRequestRow>;

  constructor(rows: mongo.Collection<HandledRequestRow>) {
    this.#rows = rows;
  }

  async prepare(): Promise<void> {
    await this.#rows.createIndexes([{ key: { at: 1 } }]);
  }

  readonly sweep: Sweep = {
    name: 'handled-requests',
    every: FORGET_EVERY_MS,
    run: async () => {
      await this.#rows.deleteMany({ at: { $lt: new Date(Date.now() - HANDLED_FOR_MS) } });
    },
  };

  /** Keeps those of the entries that are requests of the last day. Must have resolved before the inbox loses them. */
  async keep(aggregate: string, entries: readonly string[], now: Date): Promise<void> {
    const operations = entries.flatMap((entry) => {
      const [, request, seconds] = /^(.+)@(\d+)$/.exec(entry) ?? [];
      const at = new Date(Number(seconds) * 1000);
      if (request === undefined || at.getTime() < now.getTime() - HANDLED_FOR_MS) return [];
      const filter = { _id: idOf(aggregate, request) };
      return [{ updateOne: { filter, update: { $setOnInsert: { at } }, upsert: true } }];
    });
    if (operations.length > 0) await this.#rows.bulkWrite(operations, { ordered: false });
  }

  async has(aggregate: string, request: string): Promise<boolean> {
    return (await this.#rows.findOne({ _id: idOf(aggregate, request) }, { projection: { _id: 1 } })) !== null;
  }
}

const idOf = (aggregate: string, request: string): string => `${aggregate}:${request}`;
