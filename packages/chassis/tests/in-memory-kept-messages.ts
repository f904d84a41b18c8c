import type { PageFound, PageWanted } from '@souk/kernel/page';
import {
  claimedBy,
  UNCLAIMED,
  type Claim,
  type KeptSummary,
  type KeptMessage,
  type KeptMessages,
  type ListedMessage,
  type MessageFilter,
  type Refusal,
} from '../src/events/kept-messages.ts';

/** Keeps messages in memory as the database does, for unit tests; both pass one contract suite. */
export class InMemoryKeptMessages implements KeptMessages {
  readonly #rows = new Map<string, KeptMessage>();

  get all(): readonly KeptMessage[] {
    return [...this.#rows.values()];
  }

  async keep(message: KeptMessage): Promise<void> {
    if (!this.#rows.has(message._id)) this.#rows.set(message._id, message);
  }

  async lanes(): Promise<readonly string[]> {
    return [...new Set(this.#parked().map(({ lane }) => lane))];
  }

  async isParking(lane: string): Promise<boolean> {
    return (await this.lanes()).includes(lane);
  }

  async due(at: Date) {
    const lanes = Map.groupBy(this.#parked(), ({ lane }) => lane);
    return [...lanes].flatMap(([lane, rows]) => {
      const [first] = rows.sort((a, b) => a.place - b.place);
      return first === undefined || first.nextAttemptAt > at ? [] : [{ lane, isClaimed: first.claimedBy !== null }];
    });
  }

  async claimNext(lane: string, { by, at, until }: Claim): Promise<KeptMessage | null> {
    const [first] = this.#parked()
      .filter((row) => row.lane === lane)
      .sort((a, b) => a.place - b.place);
    if (first === undefined || first.nextAttemptAt > at) return null;
    const claimed = claimedBy(by, first);
    this.#change(first, { ...claimed, nextAttemptAt: until });
    return { ...first, ...claimed };
  }

  async postpone(message: KeptMessage, why: Refusal, nextAttemptAt: Date): Promise<void> {
    this.#change(message, { ...UNCLAIMED, ...why, nextAttemptAt, attempts: message.attempts + 1 });
  }

  async giveUp(message: KeptMessage, why: Refusal): Promise<void> {
    this.#change(message, { ...UNCLAIMED, ...why, state: 'dead', attempts: message.attempts + 1 });
  }

  async remove({ _id }: KeptMessage): Promise<void> {
    this.#rows.delete(_id);
  }

  async find(filter: MessageFilter, { limit, offset }: PageWanted): Promise<PageFound<ListedMessage>> {
    const found = this.#matching(filter).sort((a, b) => a.keptAt.getTime() - b.keptAt.getTime());
    const data = found.slice(offset, offset + limit).map((row) => ({ ...row, isUnsent: false }));
    return { data, count: found.length, isCountCapped: false, next: null };
  }

  async summary(): Promise<KeptSummary> {
    const parked = this.#parked();
    const oldest = Math.min(...parked.map(({ keptAt }) => keptAt.getTime()));
    return {
      parked: parked.length,
      dead: this.all.length - parked.length,
      lanes: (await this.lanes()).length,
      oldestParkedAt: parked.length === 0 ? null : new Date(oldest),
    };
  }

  async count(filter: MessageFilter): Promise<number> {
    return this.#matching(filter).length;
  }

  async redrive(filter: MessageFilter, at: Date): Promise<number> {
    const found = this.#matching(filter);
    for (const row of found) this.#change(row, { state: 'parked', attempts: 0, nextAttemptAt: at, isRedriven: true });
    return found.length;
  }

  #parked(): KeptMessage[] {
    return this.all.filter(({ state }) => state === 'parked');
  }

  #matching({ state, id, subject }: MessageFilter): KeptMessage[] {
    return this.all.filter(
      (row) =>
        (state === undefined || row.state === state) &&
        (id === undefined || row._id === id) &&
        (subject === undefined || row.delivery.key === subject),
    );
  }

  #change({ _id }: KeptMessage, change: Partial<KeptMessage>): void {
    const row = this.#rows.get(_id);
    if (row !== undefined) this.#rows.set(_id, { ...row, ...change });
  }
}
