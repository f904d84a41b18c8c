import type { Clock } from '@souk/kernel/clock';
import type { OrderWork } from '../ports/order-work.ts';
import type { ProviderEvents } from '../ports/provider-events.ts';
import type { QueueProviderEvent } from '../queue-provider-event/queue-provider-event.ts';

const EVENTS_PER_PAGE = 100;

export interface ResumeProviderEventsPorts {
  readonly events: ProviderEvents;
  readonly work: OrderWork;
  readonly queueProviderEvent: QueueProviderEvent;
  readonly clock: Clock;
}

/** Takes up events that were stored but, for a crash or a failure, not processed. */
export class ResumeProviderEvents {
  readonly #ports: ResumeProviderEventsPorts;

  constructor(ports: ResumeProviderEventsPorts) {
    this.#ports = ports;
  }

  /** All that are due, each on its own: some that fail and stay due do not hide those behind them. */
  async execute(): Promise<void> {
    const { events, work, queueProviderEvent, clock } = this.#ports;
    const now = clock.now();
    let cursor: string | null = null;
    do {
      const page = await events.due(now, { limit: EVENTS_PER_PAGE, offset: 0, cursor: cursor ?? undefined });
      for (const event of page.data) {
        if (!work.isBusy(event.orderId ?? event.id)) queueProviderEvent.execute(event);
      }
      cursor = page.next;
    } while (cursor !== null);
  }
}
