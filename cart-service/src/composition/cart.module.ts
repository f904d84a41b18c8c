import { ContainerModule } from 'inversify';
import { ChangeCart } from '../application/change-cart/change-cart.ts';
import { HandOverCart } from '../application/hand-over-cart/hand-over-cart.ts';
import { MergeCarts } from '../application/merge-carts/merge-carts.ts';
import { RemoveAbandonedCarts } from '../application/remove-abandoned-carts/remove-abandoned-carts.ts';
import { RemoveOrderedLines } from '../application/remove-ordered-lines/remove-ordered-lines.ts';
import { ViewCart } from '../application/view-cart/view-cart.ts';
import { T } from './tokens.ts';

/** The use cases. */
export const cartModule = new ContainerModule(({ bind }) => {
  bind(T.ChangeCart).toResolvedValue(
    (carts, catalog, viewCart, clock) => new ChangeCart({ carts, catalog, viewCart, clock }),
    [T.CartRepository, T.Catalog, T.ViewCart, T.Clock],
  );
  bind(T.HandOverCart).toResolvedValue((carts) => new HandOverCart({ carts }), [T.CartRepository]);
  bind(T.MergeCarts).toResolvedValue(
    (carts, catalog, viewCart, clock) => new MergeCarts({ carts, catalog, viewCart, clock }),
    [T.CartRepository, T.Catalog, T.ViewCart, T.Clock],
  );
  bind(T.RemoveAbandonedCarts).toResolvedValue(
    (carts, clock) => new RemoveAbandonedCarts({ carts, clock }),
    [T.CartRepository, T.Clock],
  );
  bind(T.RemoveOrderedLines).toResolvedValue((carts) => new RemoveOrderedLines({ carts }), [T.CartRepository]);
  bind(T.ViewCart).toResolvedValue(
    (carts, catalog, currency, clock) => new ViewCart({ carts, catalog, currency, clock }),
    [T.CartRepository, T.Catalog, T.Currency, T.Clock],
  );
});
