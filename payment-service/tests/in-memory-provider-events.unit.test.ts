import { InMemoryProviderEvents } from './in-memory-provider-events.ts';
import { providerEventsContract } from './provider-events-contract.ts';
import { SettableClock } from './settable-clock.ts';

const clock = new SettableClock();
const events = new InMemoryProviderEvents({ clock });

providerEventsContract('InMemoryProviderEvents', () => events, clock);
