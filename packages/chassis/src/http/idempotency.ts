import { createHash } from 'node:crypto';
import type { mongo } from 'mongoose';
import type { Logger } from '../logger.ts';
import { GroupedWrites } from '../mongo/grouped-writes.ts';
import type { Sweep } from '../sweep.ts';
import { HttpProblem, problem } from './problem.ts';
import type { Reply } from './route.ts';

export interface StoredReply {
  readonly _id: string;
  readonly fingerprint: string;
  /** When the run began, or showed last that it goes on. */
  readonly startedAt: Date;
  /** As JSON: a database has its own ideas of `undefined` and of objects that know how to write themselves. */
  readonly reply: string | null;
}

/** How long it takes to tell that a run will not end any more. */
export interface RunTimes {
  /** A run without a sign of life for this long was cut off by a crash; the next request with its key takes over. */
  readonly abandonedAfterMs: number;
  readonly signEveryMs: number;
  /** What takes longer hangs, and shows no more signs. */
  readonly longestRunMs: number;
}

const RUN_TIMES: RunTimes = { abandonedAfterMs: 10_000, signEveryMs: 3_000, longestRunMs: 60_000 };
/** Stripe's time as well: a client that has not got through within a day asks again. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;
const FORGET_EVERY_MS = 600_000;

/**
 * Keeps the first reply to each `Idempotency-Key` and gives it again (IETF draft-ietf-httpapi-idempotency-key-header).
 * Requests that fail leave nothing behind: they changed nothing, so they may be tried again.
 */
export class IdempotencyKeys {
  readonly #replies: mongo.Collection<StoredReply>;
  readonly #writes: GroupedWrites<StoredReply>;
  readonly #logger: Logger;
  readonly #times: RunTimes;

  constructor(replies: mongo.Collection<StoredReply>, logger: Logger, times: RunTimes = RUN_TIMES) {
    this.#replies = replies;
    // A claim or a reply that a crash of the database loses is what a crash of this process would have kept from being written.
    this.#writes = new GroupedWrites(replies, { w: 1 });
    this.#logger = logger;
    this.#times = times;
  }

  async prepare(): Promise<void> {
    await this.#replies.createIndexes([{ key: { startedAt: 1 } }]);
  }

  /** Forgets replies that are a day old. */
  readonly sweep: Sweep = {
    name: 'idempotency-keys',
    every: FORGET_EVERY_MS,
    run: async () => {
      await this.#replies.deleteMany({ startedAt: { $lt: new Date(Date.now() - FORGOTTEN_AFTER_MS) } });
    },
  };

  /**
   * Runs `work` once per scope (caller and route) and key; it gets an id that only a repetition of the very same request has.
   * @throws HttpProblem 422 when the key was used with another body, 409 while the first request still runs.
   */
  async once(scope: string, key: string, request: unknown, work: (id: string) => Promise<Reply>): Promise<Reply> {
    const _id = digest([scope, key]);
    const fingerprint = digest(request);
    const earlier = await this.#claim({ _id, fingerprint, startedAt: new Date(), reply: null });
    if (earlier !== null) return replyOf(earlier, fingerprint);
    const stopSigns = this.#showSigns(_id);
    let reply: Reply;
    try {
      reply = await work(digest([_id, fingerprint]));
    } catch (error) {
      await this.#giveUp(_id);
      throw error;
    } finally {
      stopSigns();
    }
    await this.#writes.update({ _id }, [{ $set: { reply: { $literal: JSON.stringify(reply) } } }]);
    return reply;
  }

  /** Says now and then that a run goes on, until the result is called; a sign that gets lost is followed by the next one. */
  #showSigns(_id: string): () => void {
    const { signEveryMs, longestRunMs } = this.#times;
    const show = () => {
      this.#writes
        .update({ _id, reply: null }, [{ $set: { startedAt: new Date() } }])
        .catch((error: unknown) => this.#logger.warn({ err: error }, 'a request could not show that it still runs'));
    };
    const signs = setInterval(show, signEveryMs).unref();
    const end = setTimeout(() => clearInterval(signs), longestRunMs).unref();
    return () => {
      clearInterval(signs);
      clearTimeout(end);
    };
  }

  /** What cannot be given up now passes for abandoned later; the caller is to hear why the work failed, and not of this. */
  async #giveUp(_id: string): Promise<void> {
    try {
      await this.#replies.deleteOne({ _id, reply: null });
    } catch (error) {
      this.#logger.warn({ err: error }, 'the claim of a failed request stays until it passes for abandoned');
    }
  }

  /** Null when this request may run; otherwise what an earlier one with the key left. */
  async #claim(claim: StoredReply): Promise<StoredReply | null> {
    if (await this.#writes.insert(claim)) return null;
    const abandoned = new Date(claim.startedAt.getTime() - this.#times.abandonedAfterMs);
    const taken = await this.#replies.updateOne(
      { _id: claim._id, reply: null, fingerprint: claim.fingerprint, startedAt: { $lt: abandoned } },
      { $set: { startedAt: claim.startedAt } },
    );
    if (taken.modifiedCount === 1) return null;
    // Gone again when the earlier request has failed meanwhile: then this one may claim.
    return (await this.#replies.findOne({ _id: claim._id })) ?? this.#claim(claim);
  }
}

function replyOf(earlier: StoredReply, fingerprint: string): Reply {
  if (earlier.fingerprint !== fingerprint) {
    throw new HttpProblem(
      problem(422, 'idempotency.key-reused', 'This Idempotency-Key was used with another request; take a new key.'),
    );
  }
  if (earlier.reply === null) {
    throw new HttpProblem(
      problem(409, 'idempotency.still-running', 'The first request with this Idempotency-Key still runs; try again.'),
      { 'retry-after': '1' },
    );
  }
  // What `once` has written there.
  return JSON.parse(earlier.reply) as Reply;
}

/** SHA-256 of the JSON of a value, as base64url. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
