import type { Clock } from '@souk/kernel/clock';
import type { GuestHolds } from '../ports/guest-holds.ts';

/** Longer than a guest's order stays unpaid. */
const KEPT_FOR_MS = 86_400_000;

/** Forgets from which networks guests have ordered, once none of those orders can be unpaid any more. */
export class ForgetGuestHolds {
  readonly #holds: GuestHolds;
  readonly #clock: Clock;

  constructor({ holds, clock }: { holds: GuestHolds; clock: Clock }) {
    this.#holds = holds;
    this.#clock = clock;
  }

  execute(): Promise<void> {
    return this.#holds.forget(new Date(this.#clock.now().getTime() - KEPT_FOR_MS));
  }
}
