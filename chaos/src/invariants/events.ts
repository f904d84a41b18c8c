import type { Evidence } from '../evidence.ts';
import type { AggregateRow } from '../evidence/stored-rows.ts';
import { deliveriesOf, keptIds, type Delivered } from './deliveries.ts';
import { invariant, look, perEvidence, when, type Invariant } from './invariant.ts';
import { eventsById, streamOf, streamsOf, type Stream } from './streams.ts';

const aggregatesOf = ({ aggregates }: Evidence) => aggregates;

/** How many events each aggregate has decided on, by `service id topic`. */
const committedOf = perEvidence(({ aggregates }) => {
  const counts = new Map<string, number>();
  for (const { service, _id, sequences } of aggregates) {
    for (const [topic, count] of Object.entries(sequences)) counts.set(`/${service} ${_id} ${topic}`, count);
  }
  return counts;
});

const nameOf = ({ service, collection, _id }: AggregateRow): string => `${service}’s ${collection} ${_id}`;

/** The last event about a subject, by `topic subject`. */
const lastSequences = perEvidence((evidence) => {
  const streams = [...streamsOf(evidence).values()];
  return new Map(streams.map(({ topic, subject, events }) => [`${topic} ${subject}`, events.at(-1)?.sequence ?? 0]));
});

export const EVENTS: readonly Invariant[] = [
  invariant(
    {
      number: 11,
      kind: 'eventually',
      statement: 'every committed event is published at least once; none that was not committed',
    },
    look(
      'aggregates',
      aggregatesOf,
      (evidence) => (row) =>
        Object.entries(row.sequences).flatMap(([topic, count]) => {
          const stream = streamOf(evidence, `/${row.service}`, topic, row._id);
          if (stream === undefined && evidence.prunedTopics.includes(topic)) return [];
          const published = new Set(stream?.events.map(({ sequence }) => sequence));
          const missing = Array.from({ length: count }, (_, index) => index + 1).filter((n) => !published.has(n));
          return missing.map((n) => `Event ${n} of ${nameOf(row)} is not on ${topic}.`);
        }),
    ),
    // A kept message that is handled is forgotten, and with it how much there was to tell about it.
    look(
      'streams',
      (evidence) => [...streamsOf(evidence).values()].filter(({ topic }) => topic !== 'message-events'),
      (evidence) =>
        ({ name, source, subject, topic, events }) => {
          const committed = committedOf(evidence).get(`${source} ${subject} ${topic}`) ?? 0;
          return events.flatMap(({ id, sequence }, index) => [
            ...when(
              sequence > committed,
              () => `Event ${id} (${name}, ${sequence}) is published; ${committed} are committed.`,
            ),
            ...when(
              sequence === events[index - 1]?.sequence,
              () => `Event ${id} (${name}, ${sequence}) has the number of ${events[index - 1]?.id ?? ''}.`,
            ),
          ]);
        },
    ),
  ),
  invariant(
    { number: 12, kind: 'always', statement: 'a consumer applies a subject’s events in sequence' },
    look(
      'streams',
      (evidence) => [...streamsOf(evidence).values()],
      () => (stream) => {
        let last = 0;
        const [first] = stream.logged;
        const seen = new Set<string>();
        return stream.logged.flatMap(({ event: { id, sequence }, partition, offset, key }) => {
          if (seen.has(id)) return [];
          seen.add(id);
          const before = last;
          last = Math.max(last, sequence);
          return [
            ...when(
              sequence !== before + 1,
              () => `Event ${id} (${stream.name}, ${sequence}) stands at ${partition}:${offset} behind ${before}.`,
            ),
            ...when(
              partition !== first?.partition || key !== stream.subject,
              () => `Event ${id} (${stream.name}) is in partition ${partition} under key ${key}.`,
            ),
          ];
        });
      },
    ),
    // What changed nothing leaves no trace in the aggregate; that it came in order is shown by the log alone. A message that an
    // admin has redriven may rightly come behind later ones.
    look('aggregates', aggregatesOf, (evidence) => (row) => {
      const applied = row.inbox.flatMap((id) => eventsById(evidence).get(id) ?? []);
      const reached = new Map<string, number>();
      const late = applied.flatMap(({ topic, event: { id, source, subject, sequence } }) => {
        const stream = `${source} ${topic} ${subject}`;
        const before = reached.get(stream) ?? 0;
        reached.set(stream, Math.max(before, sequence));
        return when(
          sequence < before,
          () => `${nameOf(row)} applied event ${id} (${sequence}) after ${before} of ${stream}.`,
        );
      });
      const unsaid = Object.entries(row.seen).flatMap(([topic, sequence]) => {
        if (evidence.prunedTopics.includes(topic)) return [];
        const said = lastSequences(evidence).get(`${topic} ${row._id}`) ?? 0;
        return when(
          sequence > said,
          () => `${nameOf(row)} has seen ${sequence} on ${topic}, where ${said} is the last.`,
        );
      });
      return [...late, ...unsaid];
    }),
  ),
  invariant(
    { number: 13, kind: 'always', statement: 'k deliveries = one' },
    look('aggregates', aggregatesOf, () => (row) => {
      const twice = row.inbox.filter((id, index) => row.inbox.indexOf(id) !== index);
      return twice.map((id) => `${nameOf(row)} applied ${id} twice.`);
    }),
    // Whoever handles an event twice says twice what follows from it. Of refunds and disputes one event may cause several.
    look(
      'events caused by events',
      (evidence) =>
        [...eventsById(evidence).values()].filter(({ event }) => eventsById(evidence).has(event.causationid)),
      (evidence) => {
        const effects = Map.groupBy([...eventsById(evidence).values()], (entry) => effectOf(entry));
        return (entry) => {
          const [first] = effects.get(effectOf(entry)) ?? [];
          const { id, type, source, causationid } = entry.event;
          return when(first !== entry, () => `${source} said ${type} again (${id}) because of event ${causationid}.`);
        };
      },
    ),
  ),
  invariant(
    {
      number: 20,
      kind: 'eventually',
      statement: 'published = applied + parked + dead-lettered + pending',
    },
    look('deliveries', deliveriesOf, (evidence) => (delivery) => {
      if (delivery.isApplied(delivery.entry.event)) return [];
      if (keptIds(evidence).has(`${delivery.service} ${delivery.entry.event.id}`)) return [];
      return [sentenceOf(delivery, evidence)];
    }),
  ),
];

function effectOf({ event }: { readonly event: Stream['events'][number] }): string {
  const { source, type, subject, causationid, data } = event;
  return [source, type, subject, causationid, data['refundId'], data['disputeId']].map(String).join(' ');
}

/** After the faults nothing may be pending for long either; but it is not lost then. */
function sentenceOf(
  { service, entry: { topic, partition, offset, event } }: Delivered,
  { positions }: Evidence,
): string {
  const position = positions.find((one) => one.group === service && one.topic === topic && one.partition === partition);
  const isPending = position === undefined || offset >= position.offset;
  const what = `Event ${event.id} (${event.type} of ${event.subject}, ${topic}:${partition}:${offset})`;
  return isPending
    ? `${what} still waits for ${service}.`
    : `${what} was passed by ${service}, which neither applied nor kept it.`;
}
