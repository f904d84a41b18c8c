import { readFileSync } from 'node:fs';
import { EventEnvelope, type Event, type EventContract } from '@souk/contracts/event';
import { readAs, versionsOf } from '@souk/contracts/versions';

/** The golden sample of each version of an event that was ever published, as subscribers of this version receive it. */
export function goldenEventsOf(contract: EventContract): readonly Event[] {
  return versionsOf(contract).map(({ type }) => {
    const sample = new URL(`../../contracts/samples/${type}.json`, import.meta.url);
    const envelope = EventEnvelope.parse(JSON.parse(readFileSync(sample, 'utf8')));
    return { ...envelope, type: contract.type, data: readAs(contract, envelope) };
  });
}
