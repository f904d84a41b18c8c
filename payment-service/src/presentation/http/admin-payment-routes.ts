import { ok, listOf, route, type Route } from '@souk/chassis/http/route';
import type { PaymentList } from '../../application/ports/payment-list.ts';
import type { ReconcilePayment } from '../../application/reconcile-payment/reconcile-payment.ts';
import type { RepeatRefund } from '../../application/repeat-refund/repeat-refund.ts';
import { PaymentParams, PaymentReply, PaymentsQuery, RefundParams } from './payment-schemas.ts';

export interface AdminPaymentRoutesOptions {
  readonly payments: PaymentList;
  readonly reconcilePayment: ReconcilePayment;
  readonly repeatRefund: RepeatRefund;
}

export function adminPaymentRoutes(options: AdminPaymentRoutesOptions): readonly Route[] {
  const { payments, reconcilePayment, repeatRefund } = options;
  return [
    route({
      method: 'get',
      path: '/v1/admin/payments',
      access: 'admin',
      summary: 'All payments, the newest first',
      query: PaymentsQuery,
      replies: { 200: listOf(PaymentReply) },
      handle: async ({ query: { limit, offset, cursor, ...filter } }) =>
        ok({ ...(await payments.find(filter, { limit, offset, cursor })), limit, offset }),
    }),
    route({
      method: 'get',
      path: '/v1/admin/payments/:orderId',
      access: 'admin',
      summary: 'The payment of one order, with all that was taken, given back and disputed',
      params: PaymentParams,
      replies: { 200: PaymentReply },
      handle: async ({ params }) => ok(await payments.of(params.orderId)),
    }),
    route({
      method: 'post',
      path: '/v1/admin/payments/:orderId/reconcile',
      access: 'admin',
      summary: 'Ask Stripe how the session, the refunds and the disputes of an order stand, and act on it',
      params: PaymentParams,
      replies: { 200: PaymentReply },
      handle: async ({ params: { orderId } }) => {
        await reconcilePayment.execute(orderId);
        return ok(await payments.of(orderId));
      },
    }),
    route({
      method: 'post',
      path: '/v1/admin/payments/:orderId/refunds/:refundId/repeat',
      access: 'admin',
      summary: 'Give money that came late back once more, after its refund has failed',
      params: RefundParams,
      replies: { 200: PaymentReply },
      handle: async ({ params: { orderId, refundId } }) => {
        await repeatRefund.execute(orderId, refundId);
        return ok(await payments.of(orderId));
      },
    }),
  ];
}
