import type { MoneyShape } from '@souk/kernel/money';
import type { Dispute } from './dispute.ts';
import type { Refund } from './refund.ts';

/** What happens to a payment; what the other services learn of it is decided where events are mapped to contracts. */
export type PaymentEvent = { readonly at: Date } & (
  | {
      readonly type: 'SessionOpened';
      readonly attempt: number;
      readonly sessionId: string;
      readonly url: string;
      readonly expiresAt: Date;
    }
  | { readonly type: 'SettlementAwaited'; readonly sessionId: string }
  | {
      readonly type: 'PaymentSucceeded';
      readonly sessionId: string;
      readonly paymentIntentId: string;
      readonly amount: MoneyShape;
    }
  | { readonly type: 'AttemptDeclined'; readonly code: string; readonly message: string }
  | { readonly type: 'PaymentRefused'; readonly code: string }
  | { readonly type: 'PaymentFailed'; readonly sessionId: string; readonly code: string | null }
  | { readonly type: 'PaymentExpired' }
  | { readonly type: 'RefundSucceeded'; readonly refund: Refund }
  | { readonly type: 'RefundFailed'; readonly refund: Refund }
  | { readonly type: 'DisputeOpened'; readonly dispute: Dispute }
  | { readonly type: 'DisputeClosed'; readonly dispute: Dispute; readonly outcome: 'won' | 'lost' }
);
