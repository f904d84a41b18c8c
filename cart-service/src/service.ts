import { defineService } from '@souk/chassis/service/service';
import { createContainer } from './composition/container.ts';
import { T } from './composition/tokens.ts';
import { CartServiceConfig } from './config.ts';
import { handOverCartWhenEmailVerified } from './presentation/events/hand-over-cart-when-email-verified.ts';
import { removeOrderedLinesWhenOrderConfirmed } from './presentation/events/remove-ordered-lines-when-order-confirmed.ts';
import { cartRoutes } from './presentation/http/cart-routes.ts';
import { checkoutCartRoutes } from './presentation/http/checkout-cart-routes.ts';
import { myCartRoutes } from './presentation/http/my-cart-routes.ts';
import { PROBLEMS } from './presentation/http/problems.ts';

const ABANDONED_EVERY_MS = 3_600_000;

export const cartService = defineService({
  name: 'cart-service',
  config: CartServiceConfig,
  problems: PROBLEMS,
  compose: async (platform) => {
    const container = await createContainer(platform);
    const get = container.get.bind(container);
    const links = get(T.LinkSigner);
    const viewCart = get(T.ViewCart);
    return {
      routes: [
        ...cartRoutes({ viewCart, links, changeCart: get(T.ChangeCart) }),
        ...myCartRoutes({ viewCart, links, mergeCarts: get(T.MergeCarts) }),
        ...checkoutCartRoutes({ viewCart, links }),
      ],
      subscriptions: [
        handOverCartWhenEmailVerified(get(T.HandOverCart)),
        removeOrderedLinesWhenOrderConfirmed(get(T.RemoveOrderedLines)),
      ],
      sweeps: [
        { name: 'abandoned-carts', every: ABANDONED_EVERY_MS, run: () => get(T.RemoveAbandonedCarts).execute() },
      ],
    };
  },
});
