import { ok, pageOf, route, type Route } from '@souk/chassis/http/route';
import type { PaymentList } from '../../application/ports/payment-list.ts';
import type { ProviderEvents } from '../../application/ports/provider-events.ts';
import {
  PaymentParams,
  PaymentReply,
  PaymentsQuery,
  WebhookEventReply,
  WebhookEventsQuery,
} from './payment-schemas.ts';

export interface AdminPaymentRoutesOptions {
  readonly payments: PaymentList;
  readonly events: ProviderEvents;
}

export function adminPaymentRoutes({ payments, events }: AdminPaymentRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/admin/payments',
      access: 'admin',
      summary: 'All payments, the newest first',
      query: PaymentsQuery,
      replies: { 200: pageOf(PaymentReply) },
      handle: async ({ query: { limit, offset, ...filter } }) =>
        ok({ ...(await payments.find(filter, { limit, offset })), limit, offset }),
    }),
    route({
      method: 'get',
      path: '/v1/admin/payments/:orderId',
      access: 'admin',
      summary: 'The payment of one order, with all that was taken and given back',
      params: PaymentParams,
      replies: { 200: PaymentReply },
      handle: async ({ params }) => ok(await payments.of(params.orderId)),
    }),
    route({
      method: 'get',
      path: '/v1/admin/webhook-events',
      access: 'admin',
      summary: 'What Stripe has told, the newest first, and what has become of it',
      query: WebhookEventsQuery,
      replies: { 200: pageOf(WebhookEventReply) },
      handle: async ({ query: { limit, offset, orderId, processed } }) =>
        ok({ ...(await events.find({ orderId, isProcessed: processed }, { limit, offset })), limit, offset }),
    }),
  ];
}
