import { EventEnvelope, type Event, type EventContract } from '@souk/contracts/event';
import { readAs, versionsOf } from '@souk/contracts/versions';
import { DomainError } from '@souk/kernel/domain-error';
import { z } from 'zod';
import { runBecauseOf, type Cause } from '../execution-context.ts';
import type { Delivery } from './event-bus.ts';
import { DatabaseIsAway } from '../mongo/database-errors.ts';
import { TookTooLong, within } from '../within.ts';
import type { Subscription } from './subscription.ts';

/** So long all reactions to a message may take together; a group waits longer for a member before it shares its partitions out. */
export const REACT_WITHIN_MS = 20_000;

/** A delivery, as far as it can be understood before anybody checks it. */
export interface Message {
  readonly delivery: Delivery;
  /** Messages of one lane are handled one after the other. */
  readonly lane: string;
  /** Null when the message is no event at all. */
  readonly type: string | null;
  readonly content: unknown;
}

/** No try will ever read this message: it is no event, or not of the shape that its type promises. */
export class MessageIsUnreadable extends Error {
  override readonly name = 'MessageIsUnreadable';

  constructor(cause: z.ZodError) {
    super(cause.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`).join('; '), { cause });
  }
}

export function messageOf(delivery: Delivery): Message {
  const content = parsed(delivery.value);
  const isTyped = typeof content === 'object' && content !== null && 'type' in content;
  return {
    delivery,
    lane: `${delivery.topic}:${delivery.key}`,
    type: isTyped && typeof content.type === 'string' ? content.type : null,
    content,
  };
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

/** The reactions of a service, by what they react to. */
export class Reactions {
  readonly topics: readonly string[];
  readonly #byType: ReadonlyMap<string, readonly Subscription[]>;
  readonly #isDatabaseReady: () => boolean;

  constructor(subscriptions: readonly Subscription[], isDatabaseReady: () => boolean = () => true) {
    this.#isDatabaseReady = isDatabaseReady;
    const readable = subscriptions.flatMap((subscription) =>
      versionsOf(subscription.contract).map(({ type, topic }) => ({ type, topic, subscription })),
    );
    this.topics = [...new Set(readable.map(({ topic }) => topic))];
    const byType = Map.groupBy(readable, ({ type }) => type);
    this.#byType = new Map([...byType].map(([type, all]) => [type, all.map(({ subscription }) => subscription)]));
  }

  /** Whether anybody reacts. What is no event concerns everybody: it should not be there. */
  concern({ type }: Message): boolean {
    return type === null || this.#byType.has(type);
  }

  /**
   * Lets everybody react who does, because of this message. A redriven one may come after later ones of its subject.
   * @throws MessageIsUnreadable, TookTooLong, and whatever a reaction throws. One that took too long may still have its effect later, as
   * any message that is handled twice.
   */
  async react(message: Message, { isRedriven } = { isRedriven: false }): Promise<void> {
    const subscriptions = this.#byType.get(message.type ?? '') ?? [];
    const envelope = read(() => EventEnvelope.parse(message.content));
    const eventAs = readerOf(envelope);
    const reactions = subscriptions.map(({ contract, handle }) => ({ handle, event: eventAs(contract) }));
    const cause = causeOf(message.delivery, envelope, isRedriven);
    const reactAll = async () => {
      for (const { handle, event } of reactions) await handle(event);
    };
    try {
      await within(REACT_WITHIN_MS, () => runBecauseOf(cause, reactAll));
    } catch (error) {
      // The driver waits longer for a database than a reaction may take: then it is not the message that is at fault.
      throw error instanceof TookTooLong && !this.#isDatabaseReady() ? new DatabaseIsAway(error) : error;
    }
  }
}

/** Reads an event as those who react to it know it: in the newest version, whichever it was published in. */
function readerOf(envelope: Event): (contract: EventContract) => Event {
  const events = new Map<EventContract, Event>();
  return (contract) => {
    const known = events.get(contract);
    if (known !== undefined) return known;
    const event = { ...envelope, type: contract.type, data: read(() => readAs(contract, envelope)) };
    events.set(contract, event);
    return event;
  };
}

function read<Result>(parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (error instanceof z.ZodError) throw new MessageIsUnreadable(error);
    throw error;
  }
}

function causeOf(
  { topic }: Delivery,
  { id, subject, sequence, correlationid, traceparent, redriven }: Event,
  isRedriven: boolean,
): Cause {
  return {
    id,
    correlationId: correlationid,
    traceparent: traceparent ?? null,
    message: { id, topic, subject, sequence, isRedriven: isRedriven || redriven !== undefined },
  };
}

/** What event a message is, for those who list messages; nulls when it is none. */
export function identityOf({ content }: Message): {
  readonly eventId: string | null;
  readonly correlationId: string | null;
} {
  const { data: event } = EventEnvelope.safeParse(content);
  return { eventId: event?.id ?? null, correlationId: event?.correlationid ?? null };
}

/** What log lines say of a message, so that a whole saga can be found by its correlation id. */
export function logFieldsOf({ delivery, type, content }: Message): Record<string, unknown> {
  const { topic, partition, offset, key: subject } = delivery;
  // Read as it is: every message is logged, and checking it once more would cost as much as handling a small one.
  const { id: eventId, correlationid: correlationId, traceparent } = fieldsOf(content);
  return { eventId, type, subject, correlationId, traceparent, topic, partition, offset };
}

const fieldsOf = (content: unknown): Readonly<Record<string, unknown>> =>
  typeof content === 'object' && content !== null ? { ...content } : {};

/** Why a message was refused: in a few words for admins, and in one word that can say nothing about people. */
export function refusalBy(error: unknown): { readonly lastError: string; readonly reason: string } {
  const lastError = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  const reason = error instanceof DomainError ? error.code : error instanceof Error ? error.name : typeof error;
  return { lastError, reason };
}
