/** One thing that happened to an order, whoever said so. */
export interface TimelineEntry {
  readonly eventId: string;
  readonly orderId: string;
  readonly at: Date;
  readonly service: string;
  readonly event: string;
  /** The event or request that caused it. */
  readonly causedBy: string;
  /** What the event's name does not say, in a sentence. */
  readonly detail: string | null;
}

export interface Timeline {
  /** Writes an entry once, however often it is told. */
  record(entry: TimelineEntry): Promise<void>;
  /** What happened to an order, oldest first. */
  of(orderId: string): Promise<readonly TimelineEntry[]>;
}
