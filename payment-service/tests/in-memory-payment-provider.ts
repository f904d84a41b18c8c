import { ProviderRefused, WebhookSignatureIsInvalid } from '../src/application/ports/provider-error.ts';
import type { ProviderEvent } from '../src/application/ports/provider-event.ts';
import type {
  Checkout,
  PaymentProvider,
  SessionAnswer,
  UndeliveredEvents,
} from '../src/application/ports/payment-provider.ts';
import type { Dispute } from '../src/domain/payment/dispute.ts';
import type { Refusal, SessionRequest } from '../src/domain/payment/payment-state.ts';
import type { ProviderSession } from '../src/domain/payment/provider-session.ts';
import type { ProviderRefund, Refund } from '../src/domain/payment/refund.ts';
import { orderId, session } from './a-payment.ts';

/** Takes the money of one order. What it is asked twice takes effect once. */
export class InMemoryPaymentProvider implements PaymentProvider {
  /** What it was asked, oldest first, such as `open checkout:…:1`. */
  readonly calls: string[] = [];
  /** By id; `cs_1` is that of the first attempt. */
  readonly sessions = new Map<string, ProviderSession>();
  /** By the id that the shop gave them. */
  readonly refunds = new Map<string, ProviderRefund>();
  readonly disputes = new Map<string, Dispute>();
  /** Ids of refunds and disputes that are of no order. */
  readonly strangers = new Set<string>();
  /** Whether refunds and disputes carry this shop's mark. */
  isMarked = true;
  /** Why no session is opened; null when one is. */
  refusal: Refusal | null = null;
  /** The newest first; listed in pages of two. */
  undelivered: readonly ProviderEvent[] = [];
  /** Happens after a call has taken effect and before it is answered; what it throws comes instead of the answer. */
  beforeAnswer: () => void | Promise<void> = () => undefined;

  prepare({ orderId, attempt }: Checkout, at: Date): SessionRequest {
    return { attempt, idempotencyKey: `checkout:${orderId}:${attempt}`, parameters: { preparedAt: at.toISOString() } };
  }

  async openSession(request: SessionRequest): Promise<SessionAnswer> {
    const { attempt, idempotencyKey } = request;
    if (this.refusal !== null) {
      await this.#answer(`open ${idempotencyKey}`);
      return { outcome: 'refused', refusal: this.refusal };
    }
    const opened = this.sessions.get(`cs_${attempt}`) ?? session.open(attempt);
    this.sessions.set(opened.id, opened);
    await this.#answer(`open ${idempotencyKey}`);
    return { outcome: 'opened', session: opened };
  }

  async findSession(sessionId: string): Promise<ProviderSession> {
    await this.#answer(`find ${sessionId}`);
    return this.#known(this.sessions.get(sessionId));
  }

  async closeSession(sessionId: string): Promise<ProviderSession> {
    const { id, attempt, expiresAt, status } = this.#known(this.sessions.get(sessionId));
    if (status === 'open') this.sessions.set(id, { id, orderId, attempt, expiresAt, status: 'expired' });
    await this.#answer(`close ${sessionId}`);
    return this.#known(this.sessions.get(sessionId));
  }

  async refund(_orderId: string, { refundId, paymentIntentId, amount }: Refund): Promise<ProviderRefund> {
    const what = { refundId, paymentIntentId, amount };
    const made = { ...what, providerRefundId: `re_${refundId}`, status: 'succeeded', failure: null } as const;
    const refund = this.refunds.get(refundId) ?? made;
    this.refunds.set(refundId, refund);
    await this.#answer(`refund ${refundId}`);
    return refund;
  }

  async findRefund(providerRefundId: string) {
    await this.#answer(`find ${providerRefundId}`);
    if (this.strangers.has(providerRefundId)) return null;
    const refund = this.#known([...this.refunds.values()].find((one) => one.providerRefundId === providerRefundId));
    return { orderId, isMarked: this.isMarked, refund };
  }

  async findDispute(disputeId: string) {
    await this.#answer(`find ${disputeId}`);
    if (this.strangers.has(disputeId)) return null;
    return { orderId, isMarked: this.isMarked, dispute: this.#known(this.disputes.get(disputeId)) };
  }

  async undeliveredEvents(_since: Date, after: string | null): Promise<UndeliveredEvents> {
    await this.#answer(`list after ${String(after)}`);
    const first = this.undelivered.findIndex(({ id }) => id === after) + 1;
    const events = this.undelivered.slice(first, first + 2);
    return { events, next: events.at(-1)?.id ?? null };
  }

  /** It has signed nothing. */
  readWebhook(): Promise<ProviderEvent> {
    return Promise.reject(new WebhookSignatureIsInvalid());
  }

  async #answer(call: string): Promise<void> {
    this.calls.push(call);
    await this.beforeAnswer();
  }

  #known<T>(found: T | undefined): T {
    if (found === undefined) throw new ProviderRefused({ code: 'resource_missing', reason: 'resource_missing, 404' });
    return found;
  }
}
