import type { Clock } from '@souk/kernel/clock';
import type { ProviderEvents } from '../ports/provider-events.ts';

const DAY = 24 * 3600 * 1000;
const EVENTS_AT_ONCE = 1_000;

export interface ForgetProviderEventsPorts {
  readonly events: ProviderEvents;
  readonly clock: Clock;
  readonly keepDays: { readonly processed: number; readonly givenUp: number };
}

/** Forgets events of the provider that nobody asks for any more. */
export class ForgetProviderEvents {
  readonly #ports: ForgetProviderEventsPorts;

  constructor(ports: ForgetProviderEventsPorts) {
    this.#ports = ports;
  }

  async execute(): Promise<void> {
    const { events, clock, keepDays } = this.#ports;
    const now = clock.now().getTime();
    const before = {
      processed: new Date(now - keepDays.processed * DAY),
      givenUp: new Date(now - keepDays.givenUp * DAY),
    };
    while ((await events.forget(before, EVENTS_AT_ONCE)) === EVENTS_AT_ONCE);
  }
}
