import { expect, it } from 'vitest';
import { expectedRevision } from './if-match.ts';

it.each([
  [null, null],
  ['*', null],
  ['"7"', 7],
  ['W/"7"', -1],
  ['"7", "8"', -1],
  ['7', -1],
])('when If-Match is %j, the expected revision is %j', (header, revision) => {
  expect(expectedRevision({ header: () => header })).toBe(revision);
});
