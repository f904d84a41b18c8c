import { DomainError } from '@souk/kernel/domain-error';
import { backOff } from '../domain/payment/payment-schedule.ts';

/** `ignored`: it is not this shop's, or changes nothing. `given-up`: tried for as long as it may; an admin can have it tried again. */
export type EventState = 'waiting' | 'processed' | 'ignored' | 'given-up';

/** How handling an event may end; anything else is an error and is tried again. */
export type EventOutcome = { readonly state: 'processed' } | { readonly state: 'ignored'; readonly reason: string };

/** How an event that is not handled yet has fared. */
export interface Wait {
  /** Since it was received, or reopened. */
  readonly waitingSince: Date;
  /** Since when every try has been answered by a rule that says no; null when the last one was not. */
  readonly refusedSince: Date | null;
}

export interface NextTry extends Pick<Wait, 'refusedSince'> {
  readonly state: 'waiting' | 'given-up';
  /** Null when it was the last one. */
  readonly nextAttemptAt: Date | null;
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;
/** What is known here and at the provider differs for moments only: an answer is stored before the news of it is told. */
const RULES_MAY_CHANGE_FOR = HOUR;
/** As long as the provider itself repeats an event: https://docs.stripe.com/webhooks#automatic-retries */
const OUTAGES_MAY_LAST = 72 * HOUR;
const BETWEEN_TRIES = { least: 2 * SECOND, most: HOUR };

/** Whether and when an event is tried again, after it could not be handled. Every event has a last try. */
export function nextTryAfter(error: unknown, { waitingSince, refusedSince: before }: Wait, now: Date): NextTry {
  const isRefusal = error instanceof DomainError && error.kind !== 'unavailable';
  const refusedSince = isRefusal ? (before ?? now) : null;
  const lastTryAt =
    refusedSince === null ? waitingSince.getTime() + OUTAGES_MAY_LAST : refusedSince.getTime() + RULES_MAY_CHANGE_FOR;
  if (now.getTime() >= lastTryAt) return { state: 'given-up', nextAttemptAt: null, refusedSince };
  const next = backOff(refusedSince ?? waitingSince, now, BETWEEN_TRIES);
  return { state: 'waiting', nextAttemptAt: new Date(Math.min(next.getTime(), lastTryAt)), refusedSince };
}
