import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LoginFailures } from '../src/application/ports/login-failures.ts';
import { at, later } from './a-user.ts';

const WINDOW_MS = 60_000;
const until = later(WINDOW_MS);

/** What all that count wrong passwords must do. Other tests' failures may be counted already. */
export function loginFailuresContract(name: string, failures: () => LoginFailures): void {
  const aKey = () => ['amira@souk.test', randomUUID()];

  describe(name, () => {
    it('when nobody failed under a key, knows of none', async () => {
      await failures().add(aKey(), at, until);
      expect(await failures().of(aKey(), at)).toBeNull();
    });

    it('when one after the other fails, counts them all until the moment that was set by the first', async () => {
      const key = aKey();
      expect(await failures().add(key, at, until)).toMatchObject({ count: 1, until });
      expect(await failures().add(key, later(1), later(1 + WINDOW_MS))).toMatchObject({ count: 2, until });
      expect(await failures().of(key, later(WINDOW_MS - 1))).toMatchObject({ count: 2, until });
      expect(await failures().of(key, until)).toBeNull();
    });

    it('when the last row is over, begins another one', async () => {
      const key = aKey();
      const nextUntil = later(2 * WINDOW_MS);
      for (let time = 1; time <= 2; time++) await failures().add(key, at, until);
      expect(await failures().add(key, until, nextUntil)).toMatchObject({ count: 1, until: nextUntil });
      expect(await failures().of(key, until)).toMatchObject({ count: 1, until: nextUntil });
    });

    it.each([
      ['for the first time', 0],
      ['after a row that is over', 1],
    ])('when many fail at once %s, counts each of them', async (_when, before) => {
      const key = aKey();
      for (let time = 1; time <= before; time++) await failures().add(key, later(-WINDOW_MS), at);
      const added = await Promise.all(Array.from({ length: 8 }, () => failures().add(key, at, until)));
      expect(added.map(({ count }) => count).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(await failures().of(key, at)).toMatchObject({ count: 8, until });
    });

    it('when those under a key are cleared, forgets them and no others', async () => {
      const [key, other] = [aKey(), aKey()];
      for (const each of [key, other]) await failures().add(each, at, until);
      for (let time = 1; time <= 2; time++) await failures().clear(key);
      expect(await failures().of(key, at)).toBeNull();
      expect(await failures().of(other, at)).toMatchObject({ count: 1, until });
      expect(await failures().add(key, at, until)).toMatchObject({ count: 1 });
    });

    it('when rows are over, forgets those', async () => {
      // Long before the other tests' failures.
      const early = (seconds: number) => new Date(Date.UTC(2020, 0, 1, 0, 0, seconds));
      const rows = [1, 2, 3].map((seconds) => ({ key: aKey(), until: early(seconds) }));
      for (const each of rows) await failures().add(each.key, early(0), each.until);
      await failures().forgetExpired(early(2));
      const left = await Promise.all(rows.map(({ key }) => failures().of(key, early(0))));
      expect(left.map((found) => found?.until ?? null)).toEqual([null, null, early(3)]);
    });
  });
}
