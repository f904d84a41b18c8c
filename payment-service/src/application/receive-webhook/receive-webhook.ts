import type { Clock } from '@souk/kernel/clock';
import type { PaymentProvider } from '../ports/payment-provider.ts';
import type { ProviderEvents } from '../ports/provider-events.ts';
import type { QueueProviderEvent } from '../queue-provider-event/queue-provider-event.ts';

export interface ReceiveWebhookPorts {
  readonly provider: PaymentProvider;
  readonly events: ProviderEvents;
  readonly queueProviderEvent: QueueProviderEvent;
  readonly clock: Clock;
}

/** Takes in what the provider tells. Once this resolves the event is stored for good, and may be acknowledged. */
export class ReceiveWebhook {
  readonly #ports: ReceiveWebhookPorts;

  constructor(ports: ReceiveWebhookPorts) {
    this.#ports = ports;
  }

  async execute(payload: Uint8Array, signature: string | null): Promise<void> {
    const { provider, events, queueProviderEvent, clock } = this.#ports;
    const event = await provider.readWebhook(payload, signature);
    if (await events.add(event, clock.now())) queueProviderEvent.execute(event);
  }
}
