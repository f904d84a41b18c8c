import type { Clock } from '@souk/kernel/clock';
import type { OrderWork } from '../ports/order-work.ts';
import type { ProviderEvents } from '../ports/provider-events.ts';
import type { QueueProviderEvent } from '../queue-provider-event/queue-provider-event.ts';

const EVENTS_PER_RUN = 100;

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

  async execute(): Promise<void> {
    const { events, work, queueProviderEvent, clock } = this.#ports;
    for (const event of await events.due(clock.now(), EVENTS_PER_RUN)) {
      if (!work.isBusy(event.orderId ?? event.id)) queueProviderEvent.execute(event);
    }
  }
}
