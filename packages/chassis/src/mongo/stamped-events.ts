import type { EventDraft } from '@souk/contracts/event';
import type { IdGenerator } from '@souk/kernel/id-generator';
import type { Publication } from '../events/event-bus.ts';
import { currentCause } from '../execution-context.ts';

export interface StampedEvents {
  readonly publications: readonly Publication[];
  /** Of the last event, per topic. */
  readonly sequences: Readonly<Record<string, number>>;
}

export interface Publisher {
  /** Id of the aggregate to which the events have happened. */
  readonly subject: string;
  /** Of its last event before these, per topic. */
  readonly sequences: Readonly<Record<string, number>>;
  /** The publishing service, e.g. `order-service`. */
  readonly service: string;
  readonly ids: IdGenerator;
}

/** The events of a change as they are published: each with its place, and with the request or message that caused it. */
export function stamped(events: readonly EventDraft[], { subject, sequences, service, ids }: Publisher): StampedEvents {
  const { id: causationid, correlationId, traceparent } = currentCause();
  const next = { ...sequences };
  const publications = events.map(({ contract, data, at }): Publication => {
    const sequence = (next[contract.topic] ?? 0) + 1;
    next[contract.topic] = sequence;
    return {
      topic: contract.topic,
      event: {
        specversion: '1.0',
        id: ids.next(),
        source: `/${service}`,
        type: contract.type,
        subject,
        time: at.toISOString(),
        sequence,
        correlationid: correlationId ?? subject,
        causationid,
        ...(traceparent === null ? {} : { traceparent }),
        data,
      },
    };
  });
  return { publications, sequences: next };
}
