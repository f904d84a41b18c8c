import { ProviderRefused, WebhookSignatureIsInvalid } from '../src/application/ports/provider-error.ts';
import type { ProviderEvent } from '../src/application/ports/provider-event.ts';
import type { Checkout, PaymentProvider, SessionAnswer } from '../src/application/ports/payment-provider.ts';
import type { SessionRequest } from '../src/domain/payment/payment-state.ts';
import type { ProviderSession } from '../src/domain/payment/provider-session.ts';
import type { ProviderRefund, Refund } from '../src/domain/payment/refund.ts';
import { session } from './a-payment.ts';

/** Takes the money of one order. What it is asked twice takes effect once. */
export class InMemoryPaymentProvider implements PaymentProvider {
  /** What it was asked, oldest first, such as `open checkout:…:1`. */
  readonly calls: string[] = [];
  /** By id; `cs_1` is that of the first attempt. */
  readonly sessions = new Map<string, ProviderSession>();
  /** By the id that the shop gave them. */
  readonly refunds = new Map<string, ProviderRefund>();
  /** Happens after a call has taken effect and before it is answered; what it throws comes instead of the answer. */
  beforeAnswer: () => void | Promise<void> = () => undefined;

  prepare({ orderId, attempt }: Checkout, at: Date): SessionRequest {
    return { attempt, idempotencyKey: `checkout:${orderId}:${attempt}`, parameters: { preparedAt: at.toISOString() } };
  }

  async openSession(request: SessionRequest): Promise<SessionAnswer> {
    const { attempt, idempotencyKey } = request;
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
    const { id, orderId, attempt, expiresAt, status } = this.#known(this.sessions.get(sessionId));
    if (status === 'open') this.sessions.set(id, { id, orderId, attempt, expiresAt, status: 'expired' });
    await this.#answer(`close ${sessionId}`);
    return this.#known(this.sessions.get(sessionId));
  }

  async refund(_orderId: string, { refundId }: Refund): Promise<ProviderRefund> {
    const made = { refundId, providerRefundId: `re_${refundId}`, status: 'succeeded', failure: null } as const;
    const refund = this.refunds.get(refundId) ?? made;
    this.refunds.set(refundId, refund);
    await this.#answer(`refund ${refundId}`);
    return refund;
  }

  async findRefund(providerRefundId: string): Promise<ProviderRefund> {
    await this.#answer(`find ${providerRefundId}`);
    return this.#known([...this.refunds.values()].find((refund) => refund.providerRefundId === providerRefundId));
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
    if (found === undefined) throw new ProviderRefused('resource_missing');
    return found;
  }
}
