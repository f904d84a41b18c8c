import { describe, expect, it } from 'vitest';
import { Arrivals } from './arrivals.ts';

/** Begins an arrival; what it is told when it has to give place is written down under its name. */
function arrivalsOf(places: number) {
  const arrivals = new Arrivals(places);
  const gaveUp: string[] = [];
  return {
    gaveUp,
    begin: (address: string, name: string) => arrivals.begin(address, (why) => gaveUp.push(`${name}: ${why}`)),
  };
}

describe('what is arriving', () => {
  it('when a client begins too many, its own oldest gives place', () => {
    const { gaveUp, begin } = arrivalsOf(9);
    begin('198.51.100.1', 'other');
    for (const name of ['a', 'b', 'c', 'd', 'e']) begin('203.0.113.1', name);
    expect(gaveUp).toEqual(['a: client-has-too-many', 'b: client-has-too-many']);
  });

  it('when all places are taken, the oldest of all gives place', () => {
    const { gaveUp, begin } = arrivalsOf(2);
    for (const [name, address] of [
      ['a', '192.0.2.1'],
      ['b', '192.0.2.2'],
      ['c', '192.0.2.3'],
    ] as const)
      begin(address, name);
    expect(gaveUp).toEqual(['a: all-taken']);
  });

  it('when one has ended, its place is free, and it is told nothing more', () => {
    const { gaveUp, begin } = arrivalsOf(2);
    const end = begin('192.0.2.1', 'a');
    begin('192.0.2.2', 'b');
    end();
    end();
    begin('192.0.2.3', 'c');
    expect(gaveUp).toEqual([]);
    begin('192.0.2.4', 'd');
    expect(gaveUp).toEqual(['b: all-taken']);
  });
});
