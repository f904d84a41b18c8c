import type { ConsumerOptions, Delivery, EventBus, Publication } from './event-bus.ts';
import { inKeyLanes } from './key-lanes.ts';

interface Consumer {
  readonly options: ConsumerOptions;
  readonly waiting: Delivery[];
  working: Promise<void> | null;
}

/** A bus without a broker, for tests: same order and same at-least-once contract as Kafka's, inside one process. */
export class InMemoryEventBus implements EventBus {
  readonly published: Publication[] = [];
  readonly #consumers: Consumer[] = [];
  #offset = 0;

  publish(publications: readonly Publication[]): Promise<void> {
    this.published.push(...publications);
    for (const { topic, event } of publications) {
      this.#deliver({
        topic,
        partition: 0,
        offset: String(this.#offset++),
        key: event.subject,
        value: JSON.stringify(event),
      });
    }
    return Promise.resolve();
  }

  consume(options: ConsumerOptions): Promise<void> {
    this.#consumers.push({ options, waiting: [], working: null });
    return Promise.resolve();
  }

  isReady(): boolean {
    return true;
  }

  async stopConsuming(): Promise<void> {
    await this.drained();
    this.#consumers.length = 0;
  }

  close(): Promise<void> {
    return this.stopConsuming();
  }

  /** Resolves when every delivery so far, and what their handlers published here, has been handled. */
  async drained(): Promise<void> {
    for (let busy = this.#busy(); busy.length > 0; busy = this.#busy()) await Promise.all(busy);
  }

  #busy(): Promise<void>[] {
    return this.#consumers.flatMap(({ working }) => (working === null ? [] : [working]));
  }

  #deliver(delivery: Delivery): void {
    for (const consumer of this.#consumers) {
      if (!consumer.options.topics.includes(delivery.topic)) continue;
      consumer.waiting.push(delivery);
      consumer.working ??= this.#work(consumer).finally(() => (consumer.working = null));
    }
  }

  async #work(consumer: Consumer): Promise<void> {
    while (consumer.waiting.length > 0) {
      const batch = consumer.waiting.splice(0);
      // A rejected handler means: deliver again. The dispatcher above decides when to give up.
      await inKeyLanes(batch, ({ key }) => key, consumer.options.handle).catch(() =>
        consumer.waiting.unshift(...batch),
      );
    }
  }
}
