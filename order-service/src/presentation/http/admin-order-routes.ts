import { accepted, listOf, ListQuery, ok, route, type Route } from '@souk/chassis/http/route';
import { derivedUuid } from '@souk/chassis/ids';
import { Email } from '@souk/contracts/fields';
import { z } from 'zod';
import type { CancelOrder } from '../../application/cancel-order/cancel-order.ts';
import type { GrantRefund } from '../../application/grant-refund/grant-refund.ts';
import { ATTENTION } from '../../application/order-view.ts';
import type { OrderList } from '../../application/ports/order-list.ts';
import type { ViewOrder } from '../../application/view-order/view-order.ts';
import { OrderParams, OrderReply, RefundBody, TimelineReply } from './order-schemas.ts';

const ADMIN = { userId: null, isAdmin: true, hasLink: false };

const moment = z.iso.datetime().transform((text) => new Date(text));

const OrdersQuery = ListQuery.extend({
  status: OrderReply.shape.status.optional(),
  paymentStatus: OrderReply.shape.paymentStatus.optional(),
  fulfilmentStatus: OrderReply.shape.fulfilmentStatus.optional(),
  email: Email.optional(),
  from: moment.optional(),
  to: moment.optional(),
  /** One kind, or `true` for all that somebody has to look at. */
  attention: z.enum(['true', ...ATTENTION]).optional(),
});

export interface AdminOrderRoutesOptions {
  readonly viewOrder: ViewOrder;
  readonly orderList: OrderList;
  readonly cancelOrder: CancelOrder;
  readonly grantRefund: GrantRefund;
}

export function adminOrderRoutes(options: AdminOrderRoutesOptions): readonly Route[] {
  const { viewOrder, orderList, cancelOrder, grantRefund } = options;
  return [
    route({
      method: 'get',
      path: '/v1/admin/orders',
      access: 'admin',
      summary: 'All orders, the newest first',
      query: OrdersQuery,
      replies: { 200: listOf(OrderReply) },
      handle: async ({ query: { limit, offset, cursor, attention, ...equal } }) => {
        const filter = { ...equal, attention: attention === 'true' ? ('any' as const) : attention };
        return ok({ ...(await orderList.find(filter, { limit, offset, cursor })), limit, offset });
      },
    }),
    route({
      method: 'get',
      path: '/v1/admin/orders/:orderId',
      access: 'admin',
      summary: 'Any order',
      params: OrderParams,
      replies: { 200: OrderReply },
      handle: async ({ params }) => ok(await viewOrder.execute(params.orderId, ADMIN)),
    }),
    route({
      method: 'get',
      path: '/v1/admin/orders/:orderId/timeline',
      access: 'admin',
      summary: 'All that happened to any order',
      params: OrderParams,
      replies: { 200: TimelineReply },
      handle: async ({ params }) => ok({ data: await viewOrder.timeline(params.orderId, ADMIN) }),
    }),
    route({
      method: 'post',
      path: '/v1/admin/orders/:orderId/cancel',
      access: 'admin',
      idempotency: 'required',
      summary: 'Cancel any order that has not been shipped; what was paid goes back first',
      params: OrderParams,
      replies: { 200: OrderReply },
      handle: async ({ params }) => ok(await cancelOrder.execute(params.orderId, ADMIN)),
    }),
    route({
      method: 'post',
      path: '/v1/admin/orders/:orderId/refunds',
      access: 'admin',
      idempotency: 'required',
      summary: 'Give money of an order back, a part or all that is left',
      params: OrderParams,
      body: RefundBody,
      replies: { 202: OrderReply },
      handle: async ({ params: { orderId }, body, caller, idempotencyKey }) => {
        const refundId = derivedUuid('refund', orderId, caller.userId, idempotencyKey ?? '');
        return accepted(`/v1/admin/orders/${orderId}`, await grantRefund.execute({ orderId, refundId, ...body }));
      },
    }),
  ];
}
