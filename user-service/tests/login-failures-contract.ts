import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LoginFailures } from '../src/application/ports/login-failures.ts';
import { at, later } from './a-user.ts';

const WINDOW_MS = 60_000;
const until = later(WINDOW_MS);

/** What all that count wrong passwords must do. Other tests' failures may be counted already. */
export function loginFailuresContract(name: string, failures: () => LoginFailures): void {
  const anAddress = () => `${randomUUID()}@souk.test`;

  describe(name, () => {
    it('when nobody failed for an address, knows of none', async () => {
      await failures().add(anAddress(), at, until);
      expect(await failures().of(anAddress(), at)).toBeNull();
    });

    it('when one after the other fails, counts them all until the moment that was set by the first', async () => {
      const email = anAddress();
      expect(await failures().add(email, at, until)).toMatchObject({ count: 1, until });
      expect(await failures().add(email, later(1), later(1 + WINDOW_MS))).toMatchObject({ count: 2, until });
      expect(await failures().of(email, later(WINDOW_MS - 1))).toMatchObject({ count: 2, until });
      expect(await failures().of(email, until)).toBeNull();
    });

    it('when the last row is over, begins another one', async () => {
      const email = anAddress();
      const nextUntil = later(2 * WINDOW_MS);
      for (let time = 1; time <= 2; time++) await failures().add(email, at, until);
      expect(await failures().add(email, until, nextUntil)).toMatchObject({ count: 1, until: nextUntil });
      expect(await failures().of(email, until)).toMatchObject({ count: 1, until: nextUntil });
    });

    it.each([
      ['for the first time', 0],
      ['after a row that is over', 1],
    ])('when many fail at once %s, counts each of them', async (_when, before) => {
      const email = anAddress();
      for (let time = 1; time <= before; time++) await failures().add(email, later(-WINDOW_MS), at);
      const added = await Promise.all(Array.from({ length: 8 }, () => failures().add(email, at, until)));
      expect(added.map(({ count }) => count).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      expect(await failures().of(email, at)).toMatchObject({ count: 8, until });
    });

    it('when those for an address are cleared, forgets them and no others', async () => {
      const [email, other] = [anAddress(), anAddress()];
      for (const each of [email, other]) await failures().add(each, at, until);
      for (let time = 1; time <= 2; time++) await failures().clear(email);
      expect(await failures().of(email, at)).toBeNull();
      expect(await failures().of(other, at)).toMatchObject({ count: 1, until });
      expect(await failures().add(email, at, until)).toMatchObject({ count: 1 });
    });

    it('when rows are over, forgets those', async () => {
      // Long before the other tests' failures.
      const early = (seconds: number) => new Date(Date.UTC(2020, 0, 1, 0, 0, seconds));
      const emails = [1, 2, 3].map((seconds) => ({ email: anAddress(), until: early(seconds) }));
      for (const each of emails) await failures().add(each.email, early(0), each.until);
      await failures().forgetExpired(early(2));
      const left = await Promise.all(emails.map(({ email }) => failures().of(email, early(0))));
      expect(left.map((found) => found?.until ?? null)).toEqual([null, null, early(3)]);
    });
  });
}
