import { etagOfRevision } from '@souk/chassis/http/headers';
import { digest } from '@souk/chassis/http/idempotency';
import { accepted, created, ok, route, type Route } from '@souk/chassis/http/route';
import { derivedUuid } from '@souk/chassis/ids';
import type { LinkSigner } from '@souk/chassis/link-signer';
import { z } from 'zod';
import type { CheckOut } from '../../application/check-out/check-out.ts';
import type { ListShippingMethods } from '../../application/list-shipping-methods/list-shipping-methods.ts';
import { waitMilliseconds } from './preferred-wait.ts';
import { CheckoutBody, CheckoutReply, MoneyBody } from './order-schemas.ts';
import type { WaitingRoom } from './waiting-room.ts';

export interface CheckoutRoutesOptions {
  readonly checkOut: CheckOut;
  readonly listShippingMethods: ListShippingMethods;
  readonly links: LinkSigner;
  readonly waitingRoom: WaitingRoom;
}

export function checkoutRoutes({
  checkOut,
  listShippingMethods,
  links,
  waitingRoom,
}: CheckoutRoutesOptions): readonly Route[] {
  return [
    route({
      method: 'post',
      path: '/v1/checkout',
      access: 'guest',
      idempotency: 'natural',
      summary: 'Place an order for a cart and get the address to pay at',
      headers: ['X-Cart-Token', 'Prefer'],
      body: CheckoutBody,
      replies: { 201: CheckoutReply, 202: CheckoutReply },
      handle: async ({ body, caller, header, idempotencyKey, clientNetwork }) => {
        const cartToken = header('x-cart-token');
        const input = {
          ...body,
          checkoutKey: derivedUuid('checkout', caller?.userId ?? `guest:${body.cartId}`, idempotencyKey ?? ''),
          idOf: (cartTurn: number) => derivedUuid('order', body.cartId, String(cartTurn)),
          fingerprint: digest(body),
          customerId: caller?.userId ?? null,
          unpaidFrom: caller === null ? links.tokenFor('client-network', clientNetwork) : null,
          credentials: {
            authorization: header('authorization'),
            cartToken,
            isCartProven: cartToken !== null && links.isValid('guest-cart', body.cartId, cartToken),
          },
        };
        // An order is placed however many wait; what becomes of it can be asked for later.
        const { orderId, isGuests, isPrepared, revision, paymentStatus, session } = waitingRoom.isFull
          ? await checkOut.execute(input, 0)
          : await waitingRoom.hold(null, () => checkOut.execute(input, waitMilliseconds({ header })));
        const location = `/v1/orders/${orderId}`;
        const reply = {
          orderId,
          checkoutUrl: session?.url ?? null,
          expiresAt: session?.expiresAt ?? null,
          // Whoever gets here has proved the cart that it was ordered from.
          orderToken: isGuests ? links.tokenFor('guest-order', orderId) : null,
          paymentStatus,
        };
        // What was made can be waited for from here on, with `If-None-Match`.
        const etag = etagOfRevision(revision);
        return isPrepared ? created(location, reply, { etag }) : accepted(location, reply, { etag });
      },
    }),
    route({
      method: 'get',
      path: '/v1/shipping-methods',
      access: 'public',
      summary: 'How orders can be delivered, and for how much',
      replies: {
        200: z.object({ data: z.array(z.object({ method: z.string(), name: z.string(), price: MoneyBody })) }),
      },
      handle: () => Promise.resolve(ok({ data: listShippingMethods.execute() })),
    }),
  ];
}
