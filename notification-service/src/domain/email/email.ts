import { AggregateRoot } from '@souk/kernel/aggregate-root';
import type { BlockReason } from '../recipient/recipient.ts';
import type { EmailContent } from './email-content.ts';
import { EmailIsOnItsWay } from './email-error.ts';

export type EmailStatus = 'pending' | 'sent' | 'delivered' | 'bounced' | 'complained' | 'failed' | 'suppressed';

/** `no-recipient`: the shop has not said who is to get such mail. */
export type SuppressionReason = BlockReason | 'too-many' | 'no-recipient';

export interface EmailState {
  /** Derived from the event that asked for it and its template: one event makes one mail of a kind. */
  readonly id: string;
  /** In lower case; empty when there is nobody to send it to. */
  readonly to: string;
  /** Null for mail that is about no order. */
  readonly orderId: string | null;
  readonly content: EmailContent;
  readonly status: EmailStatus;
  /** How often an admin had it sent again; part of the key that keeps the provider from sending twice. */
  readonly round: number;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly suppressedBecause: SuppressionReason | null;
  readonly providerId: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  /** When to try next, while it is pending. */
  readonly nextAttemptAt: Date | null;
}

export type EmailEvent = { readonly at: Date } & (
  | { readonly type: 'EmailSent' }
  | { readonly type: 'EmailFailed'; readonly reason: string }
  | { readonly type: 'EmailSuppressed'; readonly reason: SuppressionReason }
);

/** The first try follows at once; somebody else looks after the mail when it has not come by then. */
const LEFT_BEHIND_AFTER_MS = 10_000;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 15 * 60_000;

/** A mail from the moment it is owed to somebody until the provider has answered for it. */
export class Email extends AggregateRoot<EmailEvent> {
  #state: EmailState;

  private constructor(state: EmailState) {
    super();
    this.#state = state;
  }

  static queue({ at, ...given }: Pick<EmailState, 'id' | 'to' | 'orderId' | 'content'> & { readonly at: Date }): Email {
    return new Email({
      ...given,
      status: 'pending',
      round: 1,
      attempts: 0,
      lastError: null,
      suppressedBecause: null,
      providerId: null,
      createdAt: at,
      sentAt: null,
      nextAttemptAt: new Date(at.getTime() + LEFT_BEHIND_AFTER_MS),
    });
  }

  static rehydrate(state: EmailState): Email {
    return new Email(state);
  }

  get state(): EmailState {
    return this.#state;
  }

  get isPending(): boolean {
    return this.#state.status === 'pending';
  }

  /** The provider has it. `providerId` is null when it had it before, from a try whose answer was lost. */
  markSent(providerId: string | null, at: Date): void {
    if (!this.isPending) return;
    this.#change({
      status: 'sent',
      providerId,
      sentAt: at,
      nextAttemptAt: null,
      lastError: null,
      attempts: this.#state.attempts + 1,
    });
    this.record({ type: 'EmailSent', at });
  }

  /** The provider could not be reached or was too busy: the next try comes later, each time twice as late. */
  postpone(error: string, at: Date): void {
    if (!this.isPending) return;
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#state.attempts, LONGEST_PAUSE_MS);
    const nextAttemptAt = new Date(at.getTime() + pause);
    this.#change({ attempts: this.#state.attempts + 1, lastError: error, nextAttemptAt });
  }

  /** The provider refuses it for good. */
  fail(reason: string, at: Date): void {
    if (!this.isPending) return;
    this.#change({ status: 'failed', attempts: this.#state.attempts + 1, lastError: reason, nextAttemptAt: null });
    this.record({ type: 'EmailFailed', reason, at });
  }

  /** The shop decides not to send it; an admin may have it sent all the same. */
  suppress(reason: SuppressionReason, at: Date): void {
    if (!this.isPending) return;
    this.#change({ status: 'suppressed', suppressedBecause: reason, nextAttemptAt: null });
    this.record({ type: 'EmailSuppressed', reason, at });
  }

  /** What became of it at the recipient's. A complaint outweighs everything; a bounce outweighs a delivery. */
  recordDelivery(outcome: 'delivered' | 'bounced' | 'complained'): void {
    // News of a mail that is pending, failed or suppressed is about an earlier round, and must not end this one.
    const weight = { sent: 1, delivered: 2, bounced: 3, complained: 4, pending: 5, failed: 5, suppressed: 5 };
    if (weight[outcome] > weight[this.#state.status]) this.#change({ status: outcome });
  }

  /** An admin wants it sent once more. */
  sendAnew(at: Date): void {
    if (this.isPending) throw new EmailIsOnItsWay();
    const round = this.#state.round + 1;
    this.#change({
      ...{ status: 'pending', round, attempts: 0 },
      ...{ lastError: null, suppressedBecause: null, nextAttemptAt: at },
    });
  }

  #change(change: Partial<EmailState>): void {
    this.#state = { ...this.#state, ...change };
  }
}
