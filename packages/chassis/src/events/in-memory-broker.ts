import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ConsumerOptions, Delivery, PartitionLag, Publication } from './event-bus.ts';

/** What the buses of one test talk through: every event, and how far each group has come. */
export class InMemoryBroker {
  readonly published: Publication[] = [];
  readonly #groups = new Map<string, ConsumerGroup>();

  publish(publications: readonly Publication[]): void {
    for (const publication of publications) {
      const delivery = toDelivery(publication, this.published.push(publication) - 1);
      for (const group of this.#groups.values()) group.offer(delivery);
    }
  }

  /** Adds a member to a group; a new group starts at the oldest event. Resolves `leave` when nothing is being handled any more. */
  join({ group: name, topics, handle }: ConsumerOptions): { leave(): Promise<void> } {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = new ConsumerGroup(topics);
      this.#groups.set(name, group);
      for (const [offset, publication] of this.published.entries()) group.offer(toDelivery(publication, offset));
    }
    return group.join(handle);
  }

  lagOf({ group: name, topics }: Pick<ConsumerOptions, 'group' | 'topics'>): PartitionLag[] {
    const group = this.#groups.get(name);
    const end = this.published.length;
    return topics.map((topic) => {
      const lag = group?.waiting(topic) ?? this.published.filter((each) => each.topic === topic).length;
      return { topic, partition: 0, committed: group === undefined ? null : end - lag, end, lag };
    });
  }

  /** Resolves when every event so far, and what its handlers published here, has been handled by the groups with members. */
  async drained(): Promise<void> {
    const busy = () => [...this.#groups.values()].flatMap((group) => group.lanesUnderWay());
    for (let lanes = busy(); lanes.length > 0; lanes = busy()) await Promise.all(lanes);
  }
}

interface Member {
  readonly handle: ConsumerOptions['handle'];
  readonly inProgress: Set<Promise<void>>;
}

/** What waits for one group, in a lane for each key, and the members who share the lanes. */
class ConsumerGroup {
  readonly #topics: ReadonlySet<string>;
  readonly #lanes = new Map<string, { readonly number: number; readonly waiting: Delivery[] }>();
  readonly #running = new Map<string, Promise<void>>();
  #members: readonly Member[] = [];

  constructor(topics: readonly string[]) {
    this.#topics = new Set(topics);
  }

  offer(delivery: Delivery): void {
    if (!this.#topics.has(delivery.topic)) return;
    const lane = this.#lanes.get(delivery.key) ?? { number: this.#lanes.size, waiting: [] };
    this.#lanes.set(delivery.key, lane);
    lane.waiting.push(delivery);
    this.#start(delivery.key);
  }

  join(handle: ConsumerOptions['handle']): { leave(): Promise<void> } {
    const member: Member = { handle, inProgress: new Set() };
    this.#members = [...this.#members, member];
    for (const key of this.#lanes.keys()) this.#start(key);
    return {
      leave: async () => {
        this.#members = this.#members.filter((other) => other !== member);
        await Promise.allSettled(member.inProgress);
      },
    };
  }

  /** How many deliveries of a topic are not handled yet. */
  waiting(topic: string): number {
    const waiting = [...this.#lanes.values()].flatMap((lane) => lane.waiting);
    return waiting.filter((delivery) => delivery.topic === topic).length;
  }

  lanesUnderWay(): Promise<void>[] {
    return [...this.#running.values()];
  }

  #start(key: string): void {
    if (!this.#running.has(key) && this.#next(key) !== null) this.#running.set(key, this.#work(key));
  }

  #next(key: string): { member: Member; delivery: Delivery; waiting: Delivery[] } | null {
    const { number, waiting } = this.#lanes.get(key) ?? { number: 0, waiting: [] };
    const member = this.#members[number % this.#members.length];
    const delivery = waiting[0];
    return member === undefined || delivery === undefined ? null : { member, delivery, waiting };
  }

  async #work(key: string): Promise<void> {
    for (let next = this.#next(key); next !== null; next = this.#next(key)) {
      const { member, delivery, waiting } = next;
      const handled = member.handle(delivery);
      member.inProgress.add(handled);
      try {
        await handled;
        waiting.shift();
      } catch {
        // A rejected handler means: deliver again. The dispatcher above decides when to give up.
        await nextTurn();
      } finally {
        member.inProgress.delete(handled);
      }
    }
    this.#running.delete(key);
  }
}

function toDelivery({ topic, event }: Publication, offset: number): Delivery {
  return {
    topic,
    partition: 0,
    offset: String(offset),
    key: event.subject,
    value: JSON.stringify(event),
    assignment: 0,
  };
}
