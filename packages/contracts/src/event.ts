import { z } from 'zod';

/** CloudEvents 1.0 with the extensions every Souk event carries; `data` is checked against the event's own contract. */
export const EventEnvelope = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  /** The publishing service, e.g. `/order-service`. */
  source: z.string().regex(/^\/[a-z-]+$/),
  type: z.string().regex(/^[a-z-]+\.[a-z-]+\.v\d+$/),
  /** The id that orders the stream (order, product, user); also the message key. */
  subject: z.string().min(1).max(200),
  time: z.iso.datetime(),
  /** 1, 2, 3 … per source and subject. */
  sequence: z.int().positive(),
  /** What the whole exchange is about: the order's id throughout a purchase. */
  correlationid: z.string().min(1).max(200),
  /** The event or the request that caused this event. */
  causationid: z.string().min(1).max(200),
  traceparent: z.string().max(100).optional(),
  /** How often an admin has had it sent again after the broker had refused it: later events of its subject may have come before. */
  redriven: z.int().positive().optional(),
  data: z.unknown(),
});

/** An event as it travels. */
export interface Event<Type extends string = string, Data = unknown> extends z.infer<typeof EventEnvelope> {
  readonly type: Type;
  readonly data: Data;
}

/** One public event: its literal type, the topic it is published on and the schema of its `data`. */
export interface EventContract<Type extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly type: Type;
  readonly topic: string;
  readonly data: Schema;
  /** Absent for the first version. */
  readonly previous?: PreviousVersion;
}

/** The version before a version of an event. Its events are in logs and among dead letters for as long as those are kept. */
export interface PreviousVersion<Contract extends EventContract = EventContract, Data = unknown> {
  readonly contract: Contract;
  /** Makes data of that version data of the next one. Pure: what it cannot know it leaves out or says that it is not known. */
  upcast(data: z.infer<Contract['data']>): Data;
}

/** The event that a contract describes. */
export type EventOf<Contract extends EventContract> = Event<Contract['type'], z.infer<Contract['data']>>;

/** What a publisher says; its outbox adds id, source, sequence, correlation and cause. */
export interface EventDraft {
  readonly contract: EventContract;
  readonly data: unknown;
  readonly at: Date;
}

/** `previous` comes with the second version of an event; consumers then subscribe to that and get events of both. */
export function defineEvent<const Type extends string, Schema extends z.ZodType, Previous extends EventContract>(
  topic: string,
  type: Type,
  data: Schema,
  previous?: PreviousVersion<Previous, z.input<Schema>>,
): EventContract<Type, Schema> {
  return { type, topic, data, ...(previous === undefined ? {} : { previous }) };
}

/** A draft whose data fits its contract, checked by the compiler. */
export function draft<Contract extends EventContract>(
  contract: Contract,
  data: z.input<Contract['data']>,
  at: Date,
): EventDraft {
  return { contract, data, at };
}
