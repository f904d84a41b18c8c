import { ok, Page, pageOf, route, type Route } from '@souk/chassis/http/route';
import { z } from 'zod';
import type { OrderList } from '../../application/ports/order-list.ts';
import type { ViewOrder } from '../../application/view-order/view-order.ts';
import { OrderParams, OrderReply, TimelineReply } from './order-schemas.ts';

const ADMIN = { userId: null, isAdmin: true, hasLink: false };

const moment = z.iso.datetime().transform((text) => new Date(text));

const OrdersQuery = Page.extend({
  status: OrderReply.shape.status.optional(),
  paymentStatus: OrderReply.shape.paymentStatus.optional(),
  fulfilmentStatus: OrderReply.shape.fulfilmentStatus.optional(),
  email: z.email().optional(),
  from: moment.optional(),
  to: moment.optional(),
});

export function adminOrderRoutes({
  viewOrder,
  orderList,
}: {
  viewOrder: ViewOrder;
  orderList: OrderList;
}): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/admin/orders',
      access: 'admin',
      summary: 'All orders, the newest first',
      query: OrdersQuery,
      replies: { 200: pageOf(OrderReply) },
      handle: async ({ query: { limit, offset, ...filter } }) =>
        ok({ ...(await orderList.find(filter, { limit, offset })), limit, offset }),
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
  ];
}
