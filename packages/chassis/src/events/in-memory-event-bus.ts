import type { ConsumerOptions, EventBus, PartitionLag, Publication } from './event-bus.ts';
import { InMemoryBroker } from './in-memory-broker.ts';

/** A bus without a broker, for tests: same order and same at-least-once contract as Kafka's, inside one process. */
export class InMemoryEventBus implements EventBus {
  readonly #broker: InMemoryBroker;
  #memberships: { leave(): Promise<void> }[] = [];

  /** Buses that are given one broker share its events and its groups, as processes do. */
  constructor(broker = new InMemoryBroker()) {
    this.#broker = broker;
  }

  /** Everything that was ever published, oldest first. */
  get published(): readonly Publication[] {
    return this.#broker.published;
  }

  publish(publications: readonly Publication[]): Promise<void> {
    this.#broker.publish(publications);
    return Promise.resolve();
  }

  consume(options: ConsumerOptions): Promise<void> {
    this.#memberships.push(this.#broker.join(options));
    return Promise.resolve();
  }

  lagOf(consumer: Pick<ConsumerOptions, 'group' | 'topics'>): Promise<readonly PartitionLag[]> {
    return Promise.resolve(this.#broker.lagOf(consumer));
  }

  isReady(): boolean {
    return true;
  }

  async stopConsuming(): Promise<void> {
    await Promise.all(this.#memberships.splice(0).map((membership) => membership.leave()));
  }

  close(): Promise<void> {
    return this.stopConsuming();
  }

  /** Resolves when every delivery so far, and what their handlers published here, has been handled. */
  drained(): Promise<void> {
    return this.#broker.drained();
  }
}
