import { chargeableStep } from '@souk/kernel/currency';
import type Stripe from 'stripe';
import {
  ProviderIsUnavailable,
  ProviderRefused,
  WebhookIsUnreadable,
  WebhookModeDiffers,
  WebhookSignatureIsInvalid,
} from '../../application/ports/provider-error.ts';
import type { ProviderEvent } from '../../application/ports/provider-event.ts';
import type {
  Checkout,
  PaymentProvider,
  SessionAnswer,
  UndeliveredEvents,
} from '../../application/ports/payment-provider.ts';
import type { SessionRequest } from '../../domain/payment/payment-state.ts';
import type { ProviderSession } from '../../domain/payment/provider-session.ts';
import type { ProviderRefund, Refund } from '../../domain/payment/refund.ts';
import { sessionParameters } from './session-parameters.ts';
import { orderIdIn, ShopMark } from './shop-mark.ts';
import { toStripeAmount } from './stripe-amount.ts';
import type { StripeClient } from './stripe-client.ts';
import { toDispute } from './stripe-dispute.ts';
import { AnyEvent, STRIPE_EVENTS, toProviderEvent } from './stripe-event.ts';
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
  readonly #mark: ShopMark;

  constructor(options: StripeCheckoutOptions) {
    this.#client = options.client;
    this.#options = options;
    this.#mark = new ShopMark(options.publicUrl);
  }

  prepare(checkout: Checkout, at: Date): SessionRequest {
    const { publicUrl, sessionMinutes } = this.#options;
    const expiresAt = new Date(at.getTime() + sessionMinutes * 60_000);
    const mark = this.#mark;
    return {
      attempt: checkout.attempt,
      idempotencyKey: `checkout:${checkout.orderId}:${checkout.attempt}`,
      parameters: { ...sessionParameters({ checkout, expiresAt, publicUrl, mark }) },
    };
  }

  async openSession({ idempotencyKey, parameters }: SessionRequest): Promise<SessionAnswer> {
    // They are what `prepare` made, and the database gives them back as they were.
    const wanted = parameters as Stripe.Checkout.SessionCreateParams;
    const asked = this.#client.call(({ checkout }) => checkout.sessions.create(wanted, { idempotencyKey }));
    const opened = await unlessRefused(asked);
    if (opened instanceof ProviderRefused) return { outcome: 'refused', refusal: opened.refusal };
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
    const failed = (failure: string): ProviderRefund => {
      return { refundId, paymentIntentId, amount, providerRefundId: null, status: 'failed', failure };
    };
    if (amount.amount % chargeableStep(amount.currency) !== 0) return failed('amount_not_in_steps');
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
    return made instanceof ProviderRefused ? failed(made.refusal.reason) : toProviderRefund(made, paymentIntentId);
  }

  async findRefund(providerRefundId: string) {
    const asked = this.#client.call(({ refunds }) => refunds.retrieve(providerRefundId, { expand: INTENT }));
    const found = await unlessMissing(asked);
    const owner = found && this.#ownerOf(found);
    return found && owner && { ...owner, refund: toProviderRefund(found, owner.paymentIntentId) };
  }

  async findDispute(disputeId: string) {
    const asked = this.#client.call(({ disputes }) => disputes.retrieve(disputeId, { expand: INTENT }));
    const found = await unlessMissing(asked);
    const owner = found && this.#ownerOf(found);
    const dispute = found && owner && toDispute(found, owner.paymentIntentId);
    return owner && dispute && { ...owner, dispute };
  }

  async readWebhook(payload: Uint8Array, signature: string | null): Promise<ProviderEvent> {
    const json = await this.#client.verify(payload, signature ?? '', this.#options.webhookSecret);
    if (json === undefined) throw new WebhookSignatureIsInvalid();
    const { data: event } = AnyEvent.safeParse(json);
    if (event === undefined) throw new WebhookIsUnreadable();
    if (event.livemode !== this.#client.isLive) throw new WebhookModeDiffers();
    return toProviderEvent(event, this.#mark);
  }

  async undeliveredEvents(since: Date, after: string | null): Promise<UndeliveredEvents> {
    const { data } = await this.#client.call(({ events }) =>
      events.list({
        delivery_success: false,
        created: { gte: Math.floor(since.getTime() / 1000) },
        types: [...STRIPE_EVENTS],
        limit: 100,
        ...(after === null ? {} : { starting_after: after }),
      }),
    );
    // One that cannot be read is no reason to miss the others.
    const readable = data.map((event) => AnyEvent.safeParse(event).data).filter((event) => event !== undefined);
    return { events: readable.map((event) => toProviderEvent(event, this.#mark)), next: data.at(-1)?.id ?? null };
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

  /** Whose money it is: refunds made in the dashboard and disputes carry no order, the payments that they are about do. */
  #ownerOf({ payment_intent: intent }: Pick<Stripe.Dispute | Stripe.Refund, 'payment_intent'>) {
    if (intent === null || typeof intent === 'string') return null;
    const orderId = orderIdIn(intent);
    if (orderId === null) return null;
    return { orderId, isMarked: this.#mark.isOn(intent), paymentIntentId: intent.id };
  }

  #read(session: Stripe.Checkout.Session): ProviderSession {
    return toProviderSession(session, this.#client.isLive);
  }
}

const INTENT = ['payment_intent'];

async function unlessMissing<T>(asked: Promise<T>): Promise<T | null> {
  const found = await unlessRefused(asked);
  if (!(found instanceof ProviderRefused)) return found;
  if (found.isMissing) return null;
  throw found;
}

async function unlessRefused<T>(asked: Promise<T>): Promise<T | ProviderRefused> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ProviderRefused) return error;
    throw error;
  }
}
