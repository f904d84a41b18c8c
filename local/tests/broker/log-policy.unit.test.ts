import { expect, it } from 'vitest';
import { countExpired } from '../../src/broker/log/log-policy.ts';

const SEALED = [
  { size: 100, lastModified: 1000 },
  { size: 100, lastModified: 2000 },
  { size: 100, lastModified: 3000 },
];
const KEEP_ALL = { segmentBytes: 100, retentionMs: Infinity, retentionBytes: Infinity };

it('nothing goes while neither age nor size is limited', () => {
  expect(countExpired(SEALED, 50, KEEP_ALL, 1e15)).toBe(0);
});

it.each([
  [2000, 0],
  [2001, 1],
  [3001, 2],
  [9999, 3],
])('at time %i, segments older than a second are %i', (now, count) => {
  expect(countExpired(SEALED, 50, { ...KEEP_ALL, retentionMs: 1000 }, now)).toBe(count);
});

it.each([
  [351, 0],
  [251, 0],
  [250, 1],
  [150, 2],
  [0, 3],
])('of a log of 350 bytes that must keep %i, %i segments can go', (retentionBytes, count) => {
  expect(countExpired(SEALED, 50, { ...KEEP_ALL, retentionBytes }, 3000)).toBe(count);
});
