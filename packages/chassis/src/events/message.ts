import { EventEnvelope, type Event } from '@souk/contracts/event';
import type { z } from 'zod';
import { runBecauseOf, type Cause } from '../execution-context.ts';
import type { Delivery } from './event-bus.ts';
import type { Subscription } from './subscription.ts';

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

  constructor(subscriptions: readonly Subscription[]) {
    this.topics = [...new Set(subscriptions.map(({ contract }) => contract.topic))];
    this.#byType = Map.groupBy(subscriptions, ({ contract }) => contract.type);
  }

  /** Whether anybody reacts. What is no event concerns everybody: it should not be there. */
  concern({ type }: Message): boolean {
    return type === null || this.#byType.has(type);
  }

  /**
   * Lets everybody react who does, because of this message. A redriven one may come after later ones of its subject.
   * @throws MessageIsUnreadable, and whatever a reaction throws.
   */
  async react(message: Message, { isRedriven } = { isRedriven: false }): Promise<void> {
    const subscriptions = this.#byType.get(message.type ?? '') ?? [];
    const event = read(message.content, subscriptions);
    await runBecauseOf(causeOf(message.delivery, event, isRedriven), async () => {
      for (const { handle } of subscriptions) await handle(event);
    });
  }
}

function read(content: unknown, subscriptions: readonly Subscription[]): Event {
  const envelope = EventEnvelope.safeParse(content);
  if (!envelope.success) throw new MessageIsUnreadable(envelope.error);
  const data = subscriptions[0]?.contract.data.safeParse(envelope.data.data);
  if (data?.success === false) throw new MessageIsUnreadable(data.error);
  return { ...envelope.data, data: data?.data };
}

function causeOf(
  { topic }: Delivery,
  { id, subject, sequence, correlationid, traceparent }: Event,
  isRedriven: boolean,
): Cause {
  return {
    id,
    correlationId: correlationid,
    traceparent: traceparent ?? null,
    message: { id, topic, subject, sequence, isRedriven },
  };
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

/** In a few words, for a row or a reply. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);
