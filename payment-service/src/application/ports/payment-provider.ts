import type { MoneyShape } from '@souk/kernel/money';
import type { Dispute } from '../../domain/payment/dispute.ts';
import type { Refusal, SessionRequest } from '../../domain/payment/payment-state.ts';
import type { ProviderSession } from '../../domain/payment/provider-session.ts';
import type { ProviderRefund, Refund } from '../../domain/payment/refund.ts';
import type { Belonging } from './belonging.ts';
import type { ProviderEvent } from './provider-event.ts';

/** What a shopper is asked to pay. */
export interface Checkout {
  readonly orderId: string;
  readonly attempt: number;
  readonly email: string;
  readonly lines: readonly {
    readonly sku: string;
    readonly name: string;
    readonly unitPrice: MoneyShape;
    readonly quantity: number;
  }[];
  readonly shipping: { readonly name: string; readonly price: MoneyShape };
}

/** `refused`: there is no such session, and asking for it again makes none. */
export type SessionAnswer =
  | { readonly outcome: 'opened'; readonly session: ProviderSession }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

export interface UndeliveredEvents {
  readonly events: readonly ProviderEvent[];
  readonly next: string | null;
}

/**
 * Who takes the money. Whatever is asked twice takes effect once.
 *
 * Every method but `prepare` throws ProviderIsUnavailable when there is no answer that can be relied on, and ProviderRefused
 * when the answer is no and nothing else is said below.
 */
export interface PaymentProvider {
  /**
   * Writes down what to ask for, without asking. A session that is opened with it ends SESSION_MINUTES after `at`.
   * @throws AmountIsNotChargeable
   */
  prepare(checkout: Checkout, at: Date): SessionRequest;
  openSession(request: SessionRequest): Promise<SessionAnswer>;
  findSession(sessionId: string): Promise<ProviderSession>;
  /** Makes sure that a session cannot be paid any more, and says how it ended: it may have been paid before. */
  closeSession(sessionId: string): Promise<ProviderSession>;
  /** A refusal is a refund that failed. */
  refund(orderId: string, refund: Refund): Promise<ProviderRefund>;
  /** Null when there is none, or when it is of no order at all; so with disputes. */
  findRefund(providerRefundId: string): Promise<(Belonging & { readonly refund: ProviderRefund }) | null>;
  findDispute(disputeId: string): Promise<(Belonging & { readonly dispute: Dispute }) | null>;
  /**
   * What a webhook says.
   * @throws WebhookSignatureIsInvalid, WebhookIsUnreadable, WebhookModeDiffers
   */
  readWebhook(payload: Uint8Array, signature: string | null): Promise<ProviderEvent>;
  /**
   * A page of the events that happened since then (30 days at most) and whose webhooks have not arrived, the newest first.
   * `next` is the `after` of the next page; null when there is nothing more.
   */
  undeliveredEvents(since: Date, after: string | null): Promise<UndeliveredEvents>;
}
