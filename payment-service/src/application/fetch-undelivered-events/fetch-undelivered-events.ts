import type { Clock } from '@souk/kernel/clock';
import type { PaymentProvider } from '../ports/payment-provider.ts';
import type { ProviderEvents } from '../ports/provider-events.ts';
import type { QueueProviderEvent } from '../queue-provider-event/queue-provider-event.ts';

const DAY = 24 * 3600 * 1000;
/** As long as the provider keeps its events. */
const FIRST_LOOK = 30 * DAY;
/** The next look begins this long before the last one did: clocks differ, and an event may be listed late. */
const OVERLAP = 300_000;

export interface FetchUndeliveredEventsPorts {
  readonly provider: PaymentProvider;
  readonly events: ProviderEvents;
  readonly queueProviderEvent: QueueProviderEvent;
  readonly clock: Clock;
}

/** Fetches what the provider wanted to tell and could not: while this service was down, or its door. */
export class FetchUndeliveredEvents {
  readonly #ports: FetchUndeliveredEventsPorts;
  #lookedAt: Date | null = null;

  constructor(ports: FetchUndeliveredEventsPorts) {
    this.#ports = ports;
  }

  async execute(): Promise<void> {
    const { provider, events, queueProviderEvent, clock } = this.#ports;
    const now = clock.now();
    const since = new Date(this.#lookedAt === null ? now.getTime() - FIRST_LOOK : this.#lookedAt.getTime() - OVERLAP);
    let after: string | null = null;
    do {
      const page = await provider.undeliveredEvents(since, after);
      for (const event of page) {
        if (await events.add(event, now)) queueProviderEvent.execute(event);
      }
      after = page.at(-1)?.id ?? null;
    } while (after !== null);
    this.#lookedAt = now;
  }
}
