import type { MoneyShape } from '@souk/kernel/money';
import type { Dispute } from './dispute.ts';
import type { PaymentStatus } from './payment-status.ts';
import type { CapturedPayment } from './provider-session.ts';
import type { Refund } from './refund.ts';

/** What the provider is asked for. Kept exactly, because only an identical repetition finds the session it made the first time. */
export interface SessionRequest {
  readonly attempt: number;
  readonly idempotencyKey: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The place where the shopper pays. */
export interface PaymentSession {
  readonly id: string;
  readonly attempt: number;
  readonly expiresAt: Date;
}

export interface Capture extends CapturedPayment {
  readonly sessionId: string;
  readonly at: Date;
}

/** A card that was refused; the shopper may have tried another one. */
export interface Decline {
  /** The provider's event that told of it. */
  readonly eventId: string;
  readonly code: string;
  readonly message: string;
  readonly at: Date;
}

/** Why the provider will not open a session: its code, e.g. `amount_too_small`, and all that it said for those who look into it. */
export interface Refusal {
  readonly code: string;
  readonly reason: string;
  /** It was asked too late, after an outage for example, so the only outcome left is that nobody paid in time. */
  readonly isLate?: boolean;
}

/** Why somebody has to look: money that is to go back has bounced, or has been on its way for too long. */
export type Attention = 'refund-failed' | 'refund-overdue';

/** A payment as it is stored. Its id is its order's. */
export interface PaymentState {
  readonly orderId: string;
  /** This and `total` are null when the order wanted its payment closed before it had ever asked for one. */
  readonly email: string | null;
  readonly total: MoneyShape | null;
  readonly status: PaymentStatus;
  /** The session that is open, or is being opened or closed. */
  readonly request: SessionRequest | null;
  /** What is to be opened once the session before it is closed for sure. */
  readonly nextRequest: SessionRequest | null;
  /** Null until the provider has answered. */
  readonly session: PaymentSession | null;
  /** Why the provider would not open a session. */
  readonly refusal: string | null;
  /** The capture that pays for the order. Any other one in `captures` is given back. */
  readonly paymentIntentId: string | null;
  readonly captures: readonly Capture[];
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  /** The last few. */
  readonly declines: readonly Decline[];
  readonly requestedAt: Date;
  readonly updatedAt: Date;
  /** Why an admin has to look; null when none has to. Payments of before this was noted have no such field. */
  readonly attention?: Attention | null;
  /** When somebody has to look why nothing has happened; null where waiting is fine. */
  readonly nextActionAt: Date | null;
}
