import {
  claimedBy,
  UNCLAIMED,
  type Claim,
  type KeptMessage,
  type KeptMessages,
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

  async claimedLanes(): Promise<readonly string[]> {
    return [...new Set(this.#parked().flatMap(({ lane, claimedBy }) => (claimedBy === null ? [] : [lane])))];
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

  async find(filter: MessageFilter, { limit, offset }: { limit: number; offset: number }) {
    const found = this.#matching(filter).sort((a, b) => a.keptAt.getTime() - b.keptAt.getTime());
    return { data: found.slice(offset, offset + limit), count: found.length };
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
