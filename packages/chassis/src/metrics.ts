import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics that every process has. Names and units follow Prometheus' conventions. */
export class Metrics {
  readonly registry = new Registry();
  readonly httpRequests: Histogram<'method' | 'route' | 'status'>;
  readonly messages: Histogram<'type' | 'outcome'>;
  readonly outboxPending: Gauge;
  readonly outboxOldestSeconds: Gauge;
  readonly parkedLanes: Gauge;
  readonly deadLetters: Counter;
  readonly failedSweeps: Counter<'sweep'>;
  readonly failedSweepRows: Counter<'sweep'>;
  readonly eventsLag: Gauge<'topic' | 'partition'>;
  readonly keptMessages: Gauge<'state'>;
  readonly oldestParkedSeconds: Gauge;
  readonly #refreshers: (() => Promise<void>)[] = [];

  constructor(service: string) {
    const registers = [this.registry];
    this.registry.setDefaultLabels({ service });
    // By default its timer wakes each process a hundred times a second.
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: 100 });
    this.httpRequests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its reply.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
    this.messages = new Histogram({
      name: 'message_handling_duration_seconds',
      help: 'Time to handle one event, tries included.',
      labelNames: ['type', 'outcome'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
    this.outboxPending = new Gauge({ name: 'outbox_pending', help: 'Aggregates with unsent events.', registers });
    this.outboxOldestSeconds = new Gauge({
      name: 'outbox_oldest_seconds',
      help: 'Age of the oldest unsent event.',
      registers,
    });
    this.parkedLanes = new Gauge({ name: 'parked_lanes', help: 'Topics and keys with parked events.', registers });
    this.deadLetters = new Counter({ name: 'dead_letters_total', help: 'Events given up on.', registers });
    this.failedSweeps = new Counter({
      name: 'sweep_failures_total',
      help: 'Runs of sweeps that failed, wholly or for some of their rows.',
      labelNames: ['sweep'],
      registers,
    });
    this.failedSweepRows = new Counter({
      name: 'sweep_failed_rows_total',
      help: 'Rows that sweeps could not work on; each is tried again at a later turn.',
      labelNames: ['sweep'],
      registers,
    });
    this.eventsLag = new Gauge({
      name: 'events_lag',
      help: 'Events that the service, all its processes together, has yet to handle.',
      labelNames: ['topic', 'partition'],
      registers,
    });
    this.keptMessages = new Gauge({
      name: 'kept_messages',
      help: 'Events that wait for another try, and those given up on.',
      labelNames: ['state'],
      registers,
    });
    this.oldestParkedSeconds = new Gauge({
      name: 'oldest_parked_seconds',
      help: 'How long the oldest event that waits for another try has done so.',
      registers,
    });
  }

  /** Has `refresh`, which must not reject, set gauges before each scrape. */
  beforeScrape(refresh: () => Promise<void>): void {
    this.#refreshers.push(refresh);
  }

  /** In Prometheus text format. */
  async scrape(): Promise<string> {
    await Promise.all(this.#refreshers.map((refresh) => refresh()));
    return this.registry.metrics();
  }

  /** What the last sweep found unsent. */
  async outbox(): Promise<{ readonly pending: number; readonly oldestSeconds: number }> {
    const [pending, oldest] = await Promise.all([this.outboxPending.get(), this.outboxOldestSeconds.get()]);
    return { pending: pending.values[0]?.value ?? 0, oldestSeconds: oldest.values[0]?.value ?? 0 };
  }
}
