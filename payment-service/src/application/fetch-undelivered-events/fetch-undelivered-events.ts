import type { Clock } from '@souk/kernel/clock';
import type { EventCursor, ListingTurn } from '../ports/event-cursor.ts';
import type { PaymentProvider, UndeliveredEvents } from '../ports/payment-provider.ts';
import type { ProviderEvents } from '../ports/provider-events.ts';
import type { QueueProviderEvent } from '../queue-provider-event/queue-provider-event.ts';

const DAY = 24 * 3600 * 1000;
/** As long as the provider keeps its events. */
const LONGEST_LOOK = 30 * DAY;
/** The next look begins this long before the last one did: clocks differ, and an event may be listed late. */
const OVERLAP = 300_000;

export interface FetchUndeliveredEventsPorts {
  readonly provider: PaymentProvider;
  readonly events: ProviderEvents;
  readonly cursor: EventCursor;
  readonly queueProviderEvent: QueueProviderEvent;
  readonly clock: Clock;
}

/** Fetches what the provider wanted to tell and could not: while this service was down, or its door. One process does it for all. */
export class FetchUndeliveredEvents {
  readonly #ports: FetchUndeliveredEventsPorts;

  constructor(ports: FetchUndeliveredEventsPorts) {
    this.#ports = ports;
  }

  async execute(): Promise<void> {
    const { cursor, clock } = this.#ports;
    const now = clock.now();
    const turn = await cursor.take(now);
    if (turn === null) return;
    try {
      await this.#list(turn, now);
    } catch (error) {
      await cursor.giveBack(turn);
      throw error;
    }
  }

  async #list(turn: ListingTurn, now: Date): Promise<void> {
    const { provider, events, cursor, queueProviderEvent, clock } = this.#ports;
    const oldest = now.getTime() - LONGEST_LOOK;
    const since = new Date(Math.max(oldest, (turn.listedUntil?.getTime() ?? oldest) - OVERLAP));
    let after: string | null = null;
    do {
      const page: UndeliveredEvents = await provider.undeliveredEvents(since, after);
      for (const event of page.events) {
        if (await events.add(event, now)) queueProviderEvent.execute(event);
      }
      after = page.next;
      // Another process has started over: it will find the rest.
      if (!(await cursor.extend(turn, clock.now()))) return;
    } while (after !== null);
    await cursor.advance(turn, now);
  }
}
