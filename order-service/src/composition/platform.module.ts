import { LinkSigner } from '@souk/chassis/link-signer';
import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { OrderServiceConfig } from '../config.ts';
import { ShippingMethods } from '../domain/order/shipping-method.ts';
import { HttpCarts } from '../infrastructure/clients/http-carts.ts';
import { T } from './tokens.ts';

/** What the service gets from its configuration and from the world around it. */
export function platformModule({ config, clock }: Platform<OrderServiceConfig>): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(T.Clock).toConstantValue(clock);
    bind(T.LinkSigner).toConstantValue(new LinkSigner(config.LINK_SECRET));
    bind(T.Carts).toConstantValue(new HttpCarts(config.CART_SERVICE_URL));
    const price = { amount: config.SHIPPING_PRICE, currency: config.SHOP_CURRENCY };
    bind(T.ShippingMethods).toConstantValue(
      new ShippingMethods([{ method: 'standard', name: 'Standard delivery', price }]),
    );
  });
}
