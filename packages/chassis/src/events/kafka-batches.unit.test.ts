import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aPublication } from '../../tests/a-publication.ts';
import { batchesOf } from './kafka-batches.ts';

const bytesOf = (value: string) => Buffer.byteLength(value);

describe('batchesOf', () => {
  it('when events are of any size, keeps their order, leaves none out and fills no batch beyond the limit', () => {
    const limit = 2_000;
    const anEvent = fc.record({
      topic: fc.constantFrom('order-events', 'payment-events'),
      key: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
      text: fc.string({ maxLength: 3_000, unit: 'grapheme' }),
    });
    fc.assert(
      fc.property(fc.array(anEvent, { maxLength: 30 }), (events) => {
        const publications = events.map(({ topic, key, text }, index) => {
          const { event } = aPublication(topic, key, index + 1);
          return { topic, event: { ...event, data: { text } } };
        });
        const batches = [...batchesOf(publications, limit)];
        for (const topic of ['order-events', 'payment-events']) {
          const sent = batches.flatMap((batch) => batch.filter((each) => each.topic === topic));
          expect(sent.flatMap(({ messages }) => messages.map(({ value }) => JSON.parse(value)))).toEqual(
            publications.filter((each) => each.topic === topic).map(({ event }) => JSON.parse(JSON.stringify(event))),
          );
        }
        for (const batch of batches) {
          const values = batch.flatMap(({ messages }) => messages.map(({ value }) => value));
          const size = values.reduce((sum, value) => sum + bytesOf(value), 0);
          expect(values.length === 1 || size <= limit).toBe(true);
        }
      }),
    );
  });

  it('when there is nothing, is nothing', () => {
    expect([...batchesOf([])]).toEqual([]);
  });
});
