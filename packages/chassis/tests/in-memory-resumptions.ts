import type { PartitionResumptions, Resumptions } from '../src/events/resumptions.ts';

/** Remembers in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryResumptions implements Resumptions {
  readonly rows = new Map<string, PartitionResumptions>();

  async resume(partition: string, from: string): Promise<number> {
    const before = this.rows.get(partition);
    const row =
      before?.from === from ? { ...before, starts: before.starts + 1 } : { _id: partition, from, starts: 1, begun: {} };
    this.rows.set(partition, row);
    return row.starts;
  }

  async complete(partition: string): Promise<void> {
    this.rows.delete(partition);
  }

  async handBack(partition: string): Promise<void> {
    this.#change(partition, ({ starts }) => ({ starts: starts - 1 }));
  }

  async begin(partition: string, offset: string, start: string): Promise<number> {
    this.#change(partition, ({ begun }) => ({
      begun: { ...begun, [offset]: [...new Set([...(begun[offset] ?? []), start])] },
    }));
    return this.rows.get(partition)?.begun[offset]?.length ?? 1;
  }

  async end(partition: string, offset: string): Promise<void> {
    this.#change(partition, ({ begun: { [offset]: _ended, ...begun } }) => ({ begun }));
  }

  #change(partition: string, change: (row: PartitionResumptions) => Partial<PartitionResumptions>): void {
    const row = this.rows.get(partition);
    if (row !== undefined) this.rows.set(partition, { ...row, ...change(row) });
  }
}
