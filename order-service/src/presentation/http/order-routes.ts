import { etagOfRevision, revisionHad } from '@souk/chassis/http/headers';
import { HttpProblem, problem } from '@souk/chassis/http/problem';
import { created, listOf, ListQuery, ok, route, type Route } from '@souk/chassis/http/route';
import type { LinkSigner } from '@souk/chassis/link-signer';
import type { CancelOrder } from '../../application/cancel-order/cancel-order.ts';
import type { OrderList } from '../../application/ports/order-list.ts';
import type { ReopenPayment } from '../../application/reopen-payment/reopen-payment.ts';
import type { ViewOrder } from '../../application/view-order/view-order.ts';
import { OrderParams, OrderReply, SessionReply, TimelineReply, TokenQuery, ViewQuery } from './order-schemas.ts';
import { viewerOf } from './order-viewer.ts';
import { waitMilliseconds } from './preferred-wait.ts';
import type { WaitingRoom } from './waiting-room.ts';

export interface OrderRoutesOptions {
  readonly viewOrder: ViewOrder;
  readonly cancelOrder: CancelOrder;
  readonly reopenPayment: ReopenPayment;
  readonly orderList: OrderList;
  readonly links: LinkSigner;
  readonly waitingRoom: WaitingRoom;
}

export function orderRoutes({
  viewOrder,
  cancelOrder,
  reopenPayment,
  orderList,
  links,
  waitingRoom,
}: OrderRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/orders',
      access: 'customer',
      summary: 'My orders, the newest first',
      query: ListQuery,
      replies: { 200: listOf(OrderReply) },
      handle: async ({ query, caller }) => {
        const { limit, offset } = query;
        return ok({ ...(await orderList.find({ customerId: caller.userId }, query)), limit, offset });
      },
    }),
    route({
      method: 'get',
      path: '/v1/orders/:orderId',
      access: 'guest',
      summary: 'One order; with wait=N as soon as it is not what If-None-Match names any more, or after N seconds',
      headers: ['X-Order-Token', 'If-None-Match'],
      params: OrderParams,
      query: ViewQuery,
      replies: { 200: OrderReply, 304: null },
      handle: async (request) => {
        const { params, query } = request;
        const viewer = viewerOf(request, params.orderId, query.token, links);
        const had = revisionHad(request.header('if-none-match'));
        const wait = { seen: had === '*' ? null : had, milliseconds: query.wait * 1000 };
        const look = () => viewOrder.execute(params.orderId, viewer, wait);
        const order = await (query.wait === 0 ? look() : waitingRoom.hold(request.clientNetwork, look));
        const etag = etagOfRevision(order.revision);
        return had === '*' || order.revision === had ? { status: 304, headers: { etag } } : ok(order, { etag });
      },
    }),
    route({
      method: 'get',
      path: '/v1/orders/:orderId/timeline',
      access: 'guest',
      summary: 'All that happened to an order, in every service',
      headers: ['X-Order-Token'],
      params: OrderParams,
      query: TokenQuery,
      replies: { 200: TimelineReply },
      handle: async (request) => {
        const { params, query } = request;
        const viewer = viewerOf(request, params.orderId, query.token, links);
        return ok({ data: await viewOrder.timeline(params.orderId, viewer) });
      },
    }),
    route({
      method: 'post',
      path: '/v1/orders/:orderId/cancel',
      access: 'guest',
      idempotency: 'required',
      summary: 'Cancel an order that has not been shipped; what was paid goes back first',
      headers: ['X-Order-Token'],
      params: OrderParams,
      query: TokenQuery,
      replies: { 200: OrderReply },
      handle: async (request) => {
        const { params, query } = request;
        return ok(await cancelOrder.execute(params.orderId, viewerOf(request, params.orderId, query.token, links)));
      },
    }),
    route({
      method: 'post',
      path: '/v1/orders/:orderId/payment-sessions',
      access: 'guest',
      summary: 'Get the address to pay at again',
      headers: ['X-Order-Token', 'Prefer'],
      params: OrderParams,
      query: TokenQuery,
      replies: { 201: SessionReply },
      handle: async (request) => {
        const { params, query } = request;
        const viewer = viewerOf(request, params.orderId, query.token, links);
        const session = await waitingRoom.hold(request.clientNetwork, () =>
          reopenPayment.execute(params.orderId, viewer, waitMilliseconds(request)),
        );
        if (session === null) {
          throw new HttpProblem(
            problem(503, 'payment.session-pending', 'The payment page is being opened; ask again.'),
            { 'retry-after': '2' },
          );
        }
        return created(`/v1/orders/${params.orderId}`, { checkoutUrl: session.url, expiresAt: session.expiresAt });
      },
    }),
  ];
}
