import type { Platform } from '@souk/chassis/service/service';
import { ContainerModule } from 'inversify';
import type { CartState } from '../domain/cart/cart.ts';
import { cartSchema } from '../infrastructure/persistence/cart-document.ts';
import { MongoCartRepository } from '../infrastructure/persistence/mongo-cart-repository.ts';
import { T } from './tokens.ts';

/** Opens the service's collections. */
export async function persistenceModule({ aggregates }: Pick<Platform, 'aggregates'>): Promise<ContainerModule> {
  const carts = await aggregates<CartState>('carts', cartSchema, { isSoleWriter: true });
  return new ContainerModule(({ bind }) => {
    bind(T.CartRepository).toConstantValue(new MongoCartRepository(carts));
  });
}
