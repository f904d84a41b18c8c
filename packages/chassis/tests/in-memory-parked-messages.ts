import type { ParkedMessage, ParkedMessages } from '../src/events/parked-messages.ts';

/** Keeps parked messages in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryParkedMessages implements ParkedMessages {
  readonly rows = new Map<string, ParkedMessage>();

  async lanes(): Promise<readonly string[]> {
    return [...new Set([...this.rows.values()].map(({ lane }) => lane))];
  }

  async isWaiting(lane: string): Promise<boolean> {
    return (await this.lanes()).includes(lane);
  }

  async park(message: ParkedMessage): Promise<void> {
    if (!this.rows.has(message._id)) this.rows.set(message._id, message);
  }

  async claimNext(lane: string, at: Date, until: Date): Promise<ParkedMessage | null> {
    const [first] = [...this.rows.values()].filter((row) => row.lane === lane).sort((a, b) => a.place - b.place);
    if (first === undefined || first.nextAttemptAt > at) return null;
    this.rows.set(first._id, { ...first, nextAttemptAt: until });
    return first;
  }

  async postpone({ _id }: ParkedMessage, lastError: string, nextAttemptAt: Date): Promise<void> {
    const row = this.rows.get(_id);
    if (row !== undefined) this.rows.set(_id, { ...row, lastError, nextAttemptAt, attempts: row.attempts + 1 });
  }

  async remove({ _id }: ParkedMessage): Promise<void> {
    this.rows.delete(_id);
  }
}
