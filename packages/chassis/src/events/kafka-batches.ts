import type { Publication } from './event-bus.ts';

/** Half of what brokers take at once by default (`message.max.bytes`, 1 MiB), with room for what goes around the events. */
export const MAX_BATCH_BYTES = 512 * 1024;
/** Around each event: offsets, times, lengths, and the name of its topic. */
const OVERHEAD_BYTES = 100;

interface Message {
  readonly key: string;
  readonly value: string;
}

export interface TopicMessages {
  readonly topic: string;
  readonly messages: Message[];
}

/** The events in their order, in batches of so many bytes at most; a larger event is a batch of its own. */
export function* batchesOf(
  publications: readonly Publication[],
  maxBytes: number = MAX_BATCH_BYTES,
): Generator<TopicMessages[], void> {
  let batch = new Map<string, TopicMessages>();
  let size = 0;
  for (const { topic, event } of publications) {
    const message = { key: event.subject, value: JSON.stringify(event) };
    const bytes = Buffer.byteLength(message.value) + Buffer.byteLength(message.key) + OVERHEAD_BYTES;
    if (size > 0 && size + bytes > maxBytes) {
      yield [...batch.values()];
      batch = new Map();
      size = 0;
    }
    const { messages }: TopicMessages = batch.get(topic) ?? { topic, messages: [] };
    messages.push(message);
    batch.set(topic, { topic, messages });
    size += bytes;
  }
  if (size > 0) yield [...batch.values()];
}
