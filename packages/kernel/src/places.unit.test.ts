import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Places } from './places.ts';

/** Takes places for a client until there is none for it; returns how many it got and why there were no more. */
function takeAll(places: Places, client: string) {
  for (let taken = 0; ; taken++) {
    const place = places.take(client);
    if (typeof place === 'string') return { taken, why: place };
  }
}

describe('places', () => {
  it('when one client wants all, it gets a third, and the next one a third of what is left', () => {
    const places = new Places(999);
    expect(takeAll(places, 'a')).toEqual({ taken: 333, why: 'client-has-too-many' });
    expect(takeAll(places, 'b')).toEqual({ taken: 222, why: 'client-has-too-many' });
    expect(takeAll(places, 'a').taken).toBe(0);
  });

  it('when every one is taken, says so', () => {
    const places = new Places(2);
    expect(typeof places.take('a')).toBe('function');
    expect(typeof places.take('b')).toBe('function');
    expect(places.take('c')).toBe('all-taken');
  });

  it('when a place is given back twice, it is free once', () => {
    const places = new Places(2);
    const giveBack = places.take('a') as () => void;
    places.take('b');
    giveBack();
    giveBack();
    expect(typeof places.take('c')).toBe('function');
    expect(places.take('d')).toBe('all-taken');
  });

  it('whatever ten greedy clients take and give back, an eleventh finds a place', () => {
    const step = fc.record({ client: fc.integer({ min: 0, max: 9 }), isTaking: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 500 }), (steps) => {
        const places = new Places(50);
        const taken = new Map<number, (() => void)[]>();
        for (const { client, isTaking } of steps) {
          const own = taken.get(client) ?? [];
          const place = isTaking ? places.take(String(client)) : own.pop();
          if (typeof place === 'function') {
            if (isTaking) own.push(place);
            else place();
          }
          taken.set(client, own);
        }
        for (const client of taken.keys()) takeAll(places, String(client));
        expect(typeof places.take('newcomer')).toBe('function');
      }),
    );
  });
});
