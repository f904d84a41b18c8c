import { ConsumerGroup } from './consumer-group.ts';

/** The groups that have had a member since the broker began. What they committed is in the `OffsetStore`. */
export class Groups {
  readonly #groups = new Map<string, ConsumerGroup>();

  all(): ConsumerGroup[] {
    return [...this.#groups.values()];
  }

  find(id: string): ConsumerGroup | undefined {
    return this.#groups.get(id);
  }

  findOrCreate(id: string): ConsumerGroup {
    const group = this.#groups.get(id) ?? new ConsumerGroup(id);
    this.#groups.set(id, group);
    return group;
  }

  delete(id: string): void {
    this.#groups.delete(id);
  }

  close(): void {
    for (const group of this.#groups.values()) group.close();
  }
}
