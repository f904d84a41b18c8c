import type Stripe from 'stripe';
import {
  ProviderIsUnavailable,
  ProviderRefused,
  WebhookModeDiffers,
  WebhookSignatureIsInvalid,
} from '../../application/ports/provider-error.ts';
import type { ProviderEvent } from '../../application/ports/provider-event.ts';
import type { Checkout, PaymentProvider, SessionAnswer } from '../../application/ports/payment-provider.ts';
import type { SessionRequest } from '../../domain/payment/payment-state.ts';
import type { ProviderSession } from '../../domain/payment/provider-session.ts';
import type { ProviderRefund, Refund } from '../../domain/payment/refund.ts';
import { sessionParameters } from './session-parameters.ts';
import { toStripeAmount } from './stripe-amount.ts';
import type { StripeClient } from './stripe-client.ts';
import { toDispute } from './stripe-dispute.ts';
import { STRIPE_EVENTS, toProviderEvent } from './stripe-event.ts';
import { toProviderRefund } from './stripe-refund.ts';
import { SESSION_EXPANSION, toProviderSession } from './stripe-session.ts';

export interface StripeCheckoutOptions {
  readonly client: StripeClient;
  readonly webhookSecret: string;
  readonly publicUrl: string;
  /** How long a session can be paid. Stripe takes 30 minutes to 24 hours. */
  readonly sessionMinutes: number;
}

/** Stripe forgets idempotency keys after a day: https://docs.stripe.com/api/idempotent_requests */
const KEYS_ARE_KEPT_MS = 23 * 3600 * 1000;

/** Payments on Stripe's hosted pages. */
export class StripeCheckout implements PaymentProvider {
  readonly #client: StripeClient;
  readonly #options: StripeCheckoutOptions;

  constructor(options: StripeCheckoutOptions) {
    this.#client = options.client;
    this.#options = options;
  }

  prepare(checkout: Checkout, at: Date): SessionRequest {
    const { publicUrl, sessionMinutes } = this.#options;
    const expiresAt = new Date(at.getTime() + sessionMinutes * 60_000);
    return {
      attempt: checkout.attempt,
      idempotencyKey: `checkout:${checkout.orderId}:${checkout.attempt}`,
      parameters: { ...sessionParameters({ checkout, expiresAt, publicUrl }) },
    };
  }

  async openSession({ idempotencyKey, parameters }: SessionRequest): Promise<SessionAnswer> {
    // They are what `prepare` made, and the database gives them back as they were.
    const wanted = parameters as Stripe.Checkout.SessionCreateParams;
    const asked = this.#client.call(({ checkout }) => checkout.sessions.create(wanted, { idempotencyKey }));
    const opened = await unlessRefused(asked);
    if (opened instanceof ProviderRefused) return { outcome: 'refused', reason: opened.reason };
    return { outcome: 'opened', session: this.#read(opened) };
  }

  async findSession(sessionId: string): Promise<ProviderSession> {
    const expand = SESSION_EXPANSION;
    return this.#read(await this.#client.call(({ checkout }) => checkout.sessions.retrieve(sessionId, { expand })));
  }

  async closeSession(sessionId: string): Promise<ProviderSession> {
    const expired = await unlessRefused(this.#client.call(({ checkout }) => checkout.sessions.expire(sessionId)));
    if (!(expired instanceof ProviderRefused)) return this.#read(expired);
    // Only open sessions can be expired: this one has ended before, one way or the other.
    const session = await this.findSession(sessionId);
    if (session.status === 'open') throw new ProviderIsUnavailable(`session ${sessionId} is open but cannot be closed`);
    return session;
  }

  async refund(orderId: string, refund: Refund): Promise<ProviderRefund> {
    const { refundId, paymentIntentId, amount } = refund;
    const wanted = {
      payment_intent: paymentIntentId,
      amount: toStripeAmount(amount),
      reason: 'requested_by_customer',
      metadata: { orderId, refundId },
    } as const;
    const earlier = this.#mayHaveForgotten(refund) ? await this.#findEarlier(refund) : null;
    if (earlier !== null) return earlier;
    const asked = this.#client.call(({ refunds }) => refunds.create(wanted, { idempotencyKey: refundId }));
    const made = await unlessRefused(asked);
    if (!(made instanceof ProviderRefused)) return toProviderRefund(made, paymentIntentId);
    return { refundId, paymentIntentId, amount, providerRefundId: null, status: 'failed', failure: made.reason };
  }

  async findRefund(providerRefundId: string) {
    const refund = await this.#client.call(({ refunds }) => refunds.retrieve(providerRefundId, { expand: INTENT }));
    const owner = ownerOf(refund);
    return owner && { orderId: owner.orderId, refund: toProviderRefund(refund, owner.paymentIntentId) };
  }

  async findDispute(disputeId: string) {
    const found = await this.#client.call(({ disputes }) => disputes.retrieve(disputeId, { expand: INTENT }));
    const owner = ownerOf(found);
    const dispute = owner && toDispute(found, owner.paymentIntentId);
    return owner && dispute && { orderId: owner.orderId, dispute };
  }

  async readWebhook(payload: Uint8Array, signature: string | null): Promise<ProviderEvent> {
    const event = await this.#client.verify(payload, signature ?? '', this.#options.webhookSecret);
    if (event === null) throw new WebhookSignatureIsInvalid();
    if (event.livemode !== this.#client.isLive) throw new WebhookModeDiffers();
    return toProviderEvent(event);
  }

  async undeliveredEvents(since: Date, after: string | null): Promise<readonly ProviderEvent[]> {
    const { data } = await this.#client.call(({ events }) =>
      events.list({
        delivery_success: false,
        created: { gte: Math.floor(since.getTime() / 1000) },
        types: [...STRIPE_EVENTS],
        limit: 100,
        ...(after === null ? {} : { starting_after: after }),
      }),
    );
    return data.map(toProviderEvent);
  }

  #mayHaveForgotten({ requestedAt }: Refund): boolean {
    return Date.now() - requestedAt.getTime() > KEYS_ARE_KEPT_MS;
  }

  /** What an earlier request made whose answer was lost. */
  async #findEarlier({ refundId, paymentIntentId }: Refund): Promise<ProviderRefund | null> {
    const { data } = await this.#client.call(({ refunds }) =>
      refunds.list({ payment_intent: paymentIntentId, limit: 100 }),
    );
    const earlier = data.find(({ metadata }) => metadata?.['refundId'] === refundId);
    return earlier === undefined ? null : toProviderRefund(earlier, paymentIntentId);
  }

  #read(session: Stripe.Checkout.Session): ProviderSession {
    return toProviderSession(session, this.#client.isLive);
  }
}

const INTENT = ['payment_intent'];

/** Whose money it is: refunds made in the dashboard and disputes carry no order, the payments that they are about do. */
function ownerOf({ payment_intent: intent }: Pick<Stripe.Dispute | Stripe.Refund, 'payment_intent'>) {
  if (intent === null || typeof intent === 'string') return null;
  const orderId = intent.metadata['orderId'];
  return orderId === undefined ? null : { orderId, paymentIntentId: intent.id };
}

async function unlessRefused<T>(asked: Promise<T>): Promise<T | ProviderRefused> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProviderRefused) return error;
    throw error;
  }
}
