import type { LinkSigner } from '@souk/chassis/link-signer';
import type { Clock } from '@souk/kernel/clock';
import type { ServiceIdentifier } from 'inversify';
import type { ChangeCart } from '../application/change-cart/change-cart.ts';
import type { HandOverCart } from '../application/hand-over-cart/hand-over-cart.ts';
import type { MergeCarts } from '../application/merge-carts/merge-carts.ts';
import type { Catalog } from '../application/ports/catalog.ts';
import type { RemoveAbandonedCarts } from '../application/remove-abandoned-carts/remove-abandoned-carts.ts';
import type { RemoveOrderedLines } from '../application/remove-ordered-lines/remove-ordered-lines.ts';
import type { ViewCart } from '../application/view-cart/view-cart.ts';
import type { CartRepository } from '../domain/cart/cart-repository.ts';

const token = <T>(name: string): ServiceIdentifier<T> => Symbol(name);

export const T = {
  CartRepository: token<CartRepository>('CartRepository'),
  Catalog: token<Catalog>('Catalog'),
  ChangeCart: token<ChangeCart>('ChangeCart'),
  Clock: token<Clock>('Clock'),
  Currency: token<string>('Currency'),
  HandOverCart: token<HandOverCart>('HandOverCart'),
  LinkSigner: token<LinkSigner>('LinkSigner'),
  MergeCarts: token<MergeCarts>('MergeCarts'),
  RemoveAbandonedCarts: token<RemoveAbandonedCarts>('RemoveAbandonedCarts'),
  RemoveOrderedLines: token<RemoveOrderedLines>('RemoveOrderedLines'),
  ViewCart: token<ViewCart>('ViewCart'),
};
