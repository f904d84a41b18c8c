import type { Evidence, LoggedEvent } from '../evidence.ts';
import type { EventRow } from '../evidence/stored-rows.ts';
import { perEvidence } from './invariant.ts';

/** All that one source has said of one subject on one topic. */
export interface Stream {
  readonly name: string;
  readonly source: string;
  readonly topic: string;
  readonly subject: string;
  /** As they stand in the log, repetitions included. */
  readonly logged: readonly LoggedEvent[];
  /** Each once, by sequence. */
  readonly events: readonly EventRow[];
}

const nameOf = (source: string, topic: string, subject: string): string => `${source} ${topic} ${subject}`;

/** By name. Streams whose beginning has gone with the oldest events of their topic are left out. */
export const streamsOf = perEvidence((evidence): ReadonlyMap<string, Stream> => {
  const logged = Map.groupBy(evidence.events, ({ topic, event }) => nameOf(event.source, topic, event.subject));
  const streams = [...logged].flatMap(([name, entries]): Stream[] => {
    const [first] = entries;
    if (first === undefined) return [];
    const { topic, event } = first;
    const events = [...new Map(entries.map((entry) => [entry.event.id, entry.event])).values()];
    events.sort((a, b) => a.sequence - b.sequence);
    const isPruned = evidence.prunedTopics.includes(topic) && events[0]?.sequence !== 1;
    return isPruned ? [] : [{ name, topic, source: event.source, subject: event.subject, logged: entries, events }];
  });
  return new Map(streams.map((stream) => [stream.name, stream]));
});

export function streamOf(evidence: Evidence, source: string, topic: string, subject: string): Stream | undefined {
  return streamsOf(evidence).get(nameOf(source, topic, subject));
}

/** Each event once, with the place of its first copy, by id. */
export const eventsById = perEvidence((evidence): ReadonlyMap<string, LoggedEvent> => {
  const events = new Map<string, LoggedEvent>();
  for (const entry of evidence.events) {
    if (!events.has(entry.event.id)) events.set(entry.event.id, entry);
  }
  return events;
});

/** The events of a type, each once, by the order that they are about. */
export function eventsOf(evidence: Evidence, type: string): ReadonlyMap<string, readonly EventRow[]> {
  const events = [...eventsById(evidence).values()].map(({ event }) => event).filter((event) => event.type === type);
  return Map.groupBy(events, ({ subject }) => subject);
}
