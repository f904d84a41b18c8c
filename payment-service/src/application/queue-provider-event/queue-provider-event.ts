import type { HandleProviderEvent } from '../handle-provider-event/handle-provider-event.ts';
import type { OrderWork } from '../ports/order-work.ts';
import type { ProviderEvent } from '../ports/provider-event.ts';
import type { ProviderEvents } from '../ports/provider-events.ts';

export interface QueueProviderEventPorts {
  readonly events: ProviderEvents;
  readonly work: OrderWork;
  readonly handleProviderEvent: HandleProviderEvent;
}

/** Has a stored event handled when it is its order's turn. What cannot matter here is left at being stored. */
export class QueueProviderEvent {
  readonly #ports: QueueProviderEventPorts;

  constructor(ports: QueueProviderEventPorts) {
    this.#ports = ports;
  }

  execute(event: ProviderEvent): void {
    const { events, work, handleProviderEvent } = this.#ports;
    const { id, news, orderId } = event;
    if (news === null) return;
    const handle = () => events.process(event, () => handleProviderEvent.execute(id, news));
    // News that does not say of which order it is waits for nothing but a repetition of itself.
    work.start(orderId ?? id, handle, id);
  }
}
