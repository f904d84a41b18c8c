import { HttpClient } from '@souk/chassis/http/client';
import { LinkSigner } from '@souk/chassis/link-signer';
import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { OrderServiceConfig } from '../config.ts';
import { ShippingMethods } from '../domain/order/shipping-method.ts';
import { HttpCarts } from '../infrastructure/clients/http-carts.ts';
import { WaitingRoom } from '../presentation/http/waiting-room.ts';
import { T } from './tokens.ts';

/** What the service gets from its configuration and from the world around it. */
export function platformModule({ config, clock }: Platform<OrderServiceConfig>): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(T.Clock).toConstantValue(clock);
    bind(T.LinkSigner).toConstantValue(new LinkSigner(config.LINK_SECRET));
    bind(T.Carts).toConstantValue(
      new HttpCarts(new HttpClient({ service: 'cart-service', url: config.CART_SERVICE_URL })),
    );
    bind(T.GuestLimits).toConstantValue({
      orders: config.UNPAID_GUEST_ORDERS_PER_CLIENT,
      pieces: config.UNPAID_GUEST_PIECES_PER_SKU,
    });
    bind(T.WaitingRoom).toConstantValue(new WaitingRoom({ perClient: config.WAITS_PER_CLIENT }));
    const price = { amount: config.SHIPPING_PRICE, currency: config.SHOP_CURRENCY };
    bind(T.ShippingMethods).toConstantValue(
      new ShippingMethods([{ method: 'standard', name: 'Standard delivery', price }]),
    );
  });
}
