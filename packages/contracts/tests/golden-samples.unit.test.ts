import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_EVENTS, NEWEST_EVENTS } from '../src/all-events.ts';
import { EventEnvelope } from '../src/event.ts';
import { TOPICS } from '../src/topics.ts';
import { readAs, versionsOf } from '../src/versions.ts';

const folder = path.join(import.meta.dirname, '../samples');
const sample = (type: string): unknown => JSON.parse(readFileSync(path.join(folder, `${type}.json`), 'utf8'));

describe('golden samples', () => {
  it('when listed, are one for each event and no more', () => {
    const expected = ALL_EVENTS.map(({ type }) => `${type}.json`).sort();
    expect(readdirSync(folder).sort()).toEqual(expected);
  });

  it.each(ALL_EVENTS)('$type: when read, loses nothing and adds nothing', (contract) => {
    const written = sample(contract.type);
    const envelope = EventEnvelope.parse(written);
    expect({ ...envelope, data: contract.data.parse(envelope.data) }).toEqual(written);
    expect(envelope.type).toBe(contract.type);
  });

  const versions = NEWEST_EVENTS.flatMap((newest) => versionsOf(newest).map(({ type }) => ({ type, newest })));

  it.each(versions)('$type: when read by those who know $newest.type, is one', ({ type, newest }) => {
    const { data } = EventEnvelope.parse(sample(type));
    expect(newest.data.parse(readAs(newest, { type, data }))).toBeDefined();
  });

  it('when a version has a next one, is read as that, so that none is left out', () => {
    expect(versions.map(({ type }) => type).sort()).toEqual(ALL_EVENTS.map(({ type }) => type).sort());
  });

  it.each(ALL_EVENTS)('$type: when published, goes to a topic that exists', (contract) => {
    expect(TOPICS.map(({ name }) => name)).toContain(contract.topic);
  });
});
