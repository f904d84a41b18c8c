import type { EventContract, EventOf, Event } from '@souk/contracts/event';

/** Handles an event it has got a well-formed copy of. Runs at least once for each event, in order per subject. */
export interface Subscription {
  readonly contract: EventContract;
  handle(event: Event): Promise<void>;
}

/** Declares a reaction; the handler's event is typed by the contract. */
export function on<Contract extends EventContract>(
  contract: Contract,
  handle: (event: EventOf<Contract>) => Promise<void>,
): Subscription {
  // The dispatcher parses with this very contract before it calls, so the event has the handler's type.
  return { contract, handle: handle };
}
