import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Resumptions } from '../src/events/resumptions.ts';

/** What every memory of resumed partitions must do. It may hold other tests' partitions already. */
export function resumptionsContract(name: string, memory: () => Resumptions): void {
  describe(name, () => {
    const aPartition = () => `payment-events:${randomUUID()}`;

    it('when a partition is taken up at the same place again and again, counts; at another place it starts over', async () => {
      const [one, other] = [aPartition(), aPartition()];
      const counts = [];
      for (const from of ['41', '41', '41', '44', '41']) counts.push(await memory().resume(one, from));
      expect(counts).toEqual([1, 2, 3, 1, 1]);
      expect(await memory().resume(other, '41')).toBe(1);
    });

    it('when a partition is handed back in order, does not count that time; when it is completed, forgets it', async () => {
      const partition = aPartition();
      await memory().resume(partition, '41');
      await memory().resume(partition, '41');
      await memory().handBack(partition);
      expect(await memory().resume(partition, '41')).toBe(2);
      await memory().complete(partition);
      expect(await memory().resume(partition, '41')).toBe(1);
    });

    it('when a message is begun and does not end, counts it, for as long as its partition is taken up there', async () => {
      const partition = aPartition();
      await memory().resume(partition, '41');
      const begin = (offset: string) => memory().begin(partition, offset, randomUUID());
      expect(await begin('42')).toBe(1);
      await memory().resume(partition, '41');
      expect(await begin('41')).toBe(1);
      await memory().end(partition, '41');
      expect(await begin('41')).toBe(1);
      expect(await begin('42')).toBe(2);
      await memory().resume(partition, '42');
      expect(await begin('42')).toBe(1);
    });

    it('when a start is noted again, because nobody was told that it was, counts it once', async () => {
      const partition = aPartition();
      await memory().resume(partition, '41');
      await memory().begin(partition, '41', 'earlier');
      for (let time = 1; time <= 3; time++) expect(await memory().begin(partition, '41', 'now')).toBe(2);
    });

    it('when what ends was never begun, leaves everything as it is', async () => {
      const partition = aPartition();
      await memory().end(partition, '41');
      await memory().handBack(partition);
      await memory().complete(partition);
      expect(await memory().resume(partition, '41')).toBe(1);
    });
  });
}
