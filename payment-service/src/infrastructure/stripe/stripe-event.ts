import type Stripe from 'stripe';
import { z } from 'zod';
import type { ProviderEvent, ProviderNews } from '../../application/ports/provider-event.ts';
import { orderIdIn, type ShopMark } from './shop-mark.ts';

/** What this service has to be told of: the subscription of its webhook endpoint. Others are stored and change nothing. */
export const STRIPE_EVENTS = [
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'checkout.session.async_payment_failed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.completed',
  'checkout.session.expired',
  'payment_intent.payment_failed',
  'refund.created',
  'refund.failed',
  'refund.updated',
] as const satisfies readonly Stripe.Event['type'][];

/** What every event has: a snapshot of an object, a thin event (https://docs.stripe.com/event-destinations) or one of a kind to come. */
export const AnyEvent = z.object({
  id: z.string().regex(/^evt_[\w-]{1,250}$/),
  type: z.string().min(1).max(255),
  created: z
    .union([
      z.number().transform((seconds) => new Date(seconds * 1000)),
      z.string().transform((text) => new Date(text)),
    ])
    .pipe(z.date()),
  livemode: z.boolean().default(false),
  /** The account of somebody else, connected to the shop's. */
  account: z.string().nullish(),
  data: z
    .object({ object: z.looseObject({}) })
    .nullish()
    .catch(null),
});
export type AnyEvent = z.output<typeof AnyEvent>;

const text = z.string().nullish().catch(null);
const Id = z.object({ id: z.string().min(1) });
const Session = Id.extend({ client_reference_id: text });
const Intent = z.object({
  last_payment_error: z.object({ decline_code: text, code: text, message: text }).nullish().catch(null),
});

/** Of an event only what this service needs of it: no address, no card. */
export function toProviderEvent(
  { id, type, created: createdAt, account, data }: AnyEvent,
  mark: ShopMark,
): ProviderEvent {
  const object = data?.object ?? {};
  const orderId = orderIdIn(object);
  const ignored = (ignoredBecause: string): ProviderEvent => ({
    id,
    type,
    createdAt,
    orderId,
    news: null,
    ignoredBecause,
  });
  if (account !== null && account !== undefined) return ignored('It is of a connected account.');
  if (!(STRIPE_EVENTS as readonly string[]).includes(type)) return ignored('Events of this type change nothing here.');
  const news = newsOf(type, object, mark);
  if (typeof news === 'string') return ignored(news);
  return { id, type, createdAt, orderId: 'orderId' in news ? news.orderId : orderId, news, ignoredBecause: null };
}

/** The news, or why it is none. */
function newsOf(type: string, object: object, mark: ShopMark): ProviderNews | string {
  const { data: { id } = {} } = Id.safeParse(object);
  if (id === undefined) return 'It does not say what it is about.';
  const isMarked = mark.isOn(object);
  if (type.startsWith('checkout.session.')) {
    const orderId = Session.parse(object).client_reference_id ?? null;
    return orderId === null ? 'The session is of no order.' : { about: 'session', orderId, isMarked, sessionId: id };
  }
  if (type === 'payment_intent.payment_failed') {
    const orderId = orderIdIn(object);
    const failure = Intent.parse(object).last_payment_error;
    const code = failure?.decline_code ?? failure?.code ?? 'unknown';
    if (orderId === null) return 'The payment is of no order.';
    return { about: 'decline', orderId, isMarked, code, message: failure?.message ?? 'Declined.' };
  }
  return type.startsWith('refund.') ? { about: 'refund', providerRefundId: id } : { about: 'dispute', disputeId: id };
}
