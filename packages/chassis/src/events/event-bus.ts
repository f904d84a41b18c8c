import type { Event } from '@souk/contracts/event';

/** An event and the topic it travels on. */
export interface Publication {
  readonly topic: string;
  readonly event: Event;
}

/** The broker answered, and has not taken all of these events. Which ones it will not take it does not say. */
export class EventsNotTaken extends Error {
  override readonly name = 'EventsNotTaken';
  /** In the broker's words, e.g. `MESSAGE_TOO_LARGE`. */
  readonly reason: string;
  /** Whether no try will help. */
  readonly isFinal: boolean;

  constructor({ reason, isFinal, cause }: { reason: string; isFinal: boolean; cause: unknown }) {
    super(cause instanceof Error ? cause.message : reason, { cause });
    this.reason = reason;
    this.isFinal = isFinal;
  }
}

/** An event as a consumer gets it: not yet checked, since another version of a service may have written it. */
export interface Delivery {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly value: string;
  /** Another number than before when the consumer's share of the partitions may be another one. */
  readonly assignment: number;
}

/** Where a consumer goes on with a partition. */
export interface Resumption {
  readonly topic: string;
  readonly partition: number;
  /** Of the first message. */
  readonly offset: string;
}

export interface ConsumerOptions {
  /** The service: all its processes share the work of one group. */
  readonly group: string;
  readonly topics: readonly string[];
  /**
   * Handles one delivery; when it resolves, the delivery is done with. Deliveries of one key come one after the other, those
   * of different keys at the same time. It should not reject: the bus can only deliver again.
   */
  readonly handle: (delivery: Delivery) => Promise<void>;
  /**
   * Runs `work`, which handles the first messages of a partition after an assignment: what was in progress when a process died
   * comes again among these. They are committed before the next ones of the partition are handled. `work` rejects when the
   * partition is handed over before they are all handled.
   */
  readonly resume?: (resumption: Resumption, work: () => Promise<void>) => Promise<void>;
}

/** How far a group is behind in one partition. */
export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** Everything before it is done with; null when nothing is yet. */
  readonly committed: number | null;
  /** Of the next event to come. */
  readonly end: number;
  /** Events that the group has yet to handle. */
  readonly lag: number;
}

/** How services tell each other what happened: at least once, in order per key. */
export interface EventBus {
  /**
   * Resolves when every event is stored by the broker. Events of one key keep their order.
   * @throws EventsNotTaken when the broker refuses some of them; others may be stored then. Any other error: it cannot be reached.
   */
  publish(publications: readonly Publication[]): Promise<void>;
  /** Starts a consumer at the group's last position, or at the oldest event. */
  consume(options: ConsumerOptions): Promise<void>;
  /** How far a group is behind in each partition of these topics. */
  lagOf(consumer: Pick<ConsumerOptions, 'group' | 'topics'>): Promise<readonly PartitionLag[]>;
  /** Whether events can be published and consumed right now. */
  isReady(): boolean;
  /** Stops consuming, and waits for what is being handled. Publishing still works. */
  stopConsuming(): Promise<void>;
  close(): Promise<void>;
}
