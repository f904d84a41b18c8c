import type { Clock } from '@souk/kernel/clock';
import { ProviderEventNotFound } from '../ports/provider-error.ts';
import type { ProviderEvents } from '../ports/provider-events.ts';
import type { QueueProviderEvent } from '../queue-provider-event/queue-provider-event.ts';

export interface ReplayProviderEventPorts {
  readonly events: ProviderEvents;
  readonly queueProviderEvent: QueueProviderEvent;
  readonly clock: Clock;
}

/** Has an event that is stored handled once more. */
export class ReplayProviderEvent {
  readonly #ports: ReplayProviderEventPorts;

  constructor(ports: ReplayProviderEventPorts) {
    this.#ports = ports;
  }

  async execute(eventId: string): Promise<void> {
    const { events, queueProviderEvent, clock } = this.#ports;
    const event = await events.reopen(eventId, clock.now());
    if (event === null) throw new ProviderEventNotFound();
    queueProviderEvent.execute(event);
  }
}
