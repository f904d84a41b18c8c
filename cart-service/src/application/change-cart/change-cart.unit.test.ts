import { describe, expect, it } from 'vitest';
import { aCart, at, different, guest } from '../../../tests/a-cart.ts';
import { aCatalogSku } from '../../../tests/a-catalog-sku.ts';
import { InMemoryCartRepository } from '../../../tests/in-memory-cart-repository.ts';
import { InMemoryCatalog } from '../../../tests/in-memory-catalog.ts';
import {
  CartHasChanged,
  CartIsFull,
  CartLineNotFound,
  CartNotFound,
  SkuIsNotForSale,
} from '../../domain/cart/cart-error.ts';
import { CatalogIsUnavailable } from '../ports/catalog-error.ts';
import { ViewCart } from '../view-cart/view-cart.ts';
import { ChangeCart, type CartChange } from './change-cart.ts';

const cart = aCart({ tea: 2, mint: 1 });
const access = { id: cart.state.id, user: guest, seen: null };

function aShop(stored = cart) {
  const carts = new InMemoryCartRepository(stored);
  const catalog = new InMemoryCatalog(aCatalogSku({ sku: 'tea' }), aCatalogSku({ sku: 'mint' }));
  const clock = { now: () => at };
  const viewCart = new ViewCart({ carts, catalog, clock, currency: 'EUR' });
  return { carts, catalog, changeCart: new ChangeCart({ carts, catalog, viewCart, clock }) };
}

describe('changing a cart', () => {
  it.each<CartChange>([
    { type: 'add', sku: 'tea', quantity: 1 },
    { type: 'change-quantity', sku: 'tea', quantity: 1 },
    { type: 'remove', sku: 'tea' },
  ])('when the catalog fails for a line that is only shown, changes nothing: %o', async (change) => {
    const { carts, catalog, changeCart } = aShop();
    catalog.failsFor = 'mint';
    await expect(changeCart.execute({ ...access, change })).rejects.toThrow(CatalogIsUnavailable);
    expect(await carts.find(cart.state.id)).toEqual(cart);
  });

  it('when the catalog fails for what is taken out, takes it out', async () => {
    const { catalog, changeCart } = aShop();
    catalog.failsFor = 'mint';
    const { lines } = await changeCart.execute({ ...access, change: { type: 'remove', sku: 'mint' } });
    expect(lines).toMatchObject([{ sku: 'tea', quantity: 2 }]);
    expect(await changeCart.execute({ ...access, change: { type: 'empty' } })).toMatchObject({ lines: [] });
  });

  it('when somebody else puts something in meanwhile, shows that too', async () => {
    const { carts, catalog, changeCart } = aShop();
    const lookUp = catalog.skus.bind(catalog);
    catalog.skus = async (skus) => {
      catalog.skus = lookUp;
      await carts.update(cart.state.id, (before) => before.remove('mint', at));
      const found = await lookUp(skus);
      await carts.update(cart.state.id, (before) => before.add({ ...aCatalogSku(), sku: 'mint' }, 3, at));
      return found.filter(({ sku }) => sku !== 'mint');
    };
    const { lines } = await changeCart.execute({ ...access, change: { type: 'add', sku: 'tea', quantity: 1 } });
    expect(lines).toMatchObject([
      { sku: 'tea', quantity: 3, isAvailable: true },
      { sku: 'mint', quantity: 3, isAvailable: true },
    ]);
  });

  it.each([
    ['puts in what the catalog does not know', { type: 'add', sku: 'sage', quantity: 1 }, SkuIsNotForSale],
    ['changes a line that is not there', { type: 'change-quantity', sku: 'sage', quantity: 1 }, CartLineNotFound],
    ['takes out a line that is not there', { type: 'remove', sku: 'sage' }, CartLineNotFound],
  ] as const)('when somebody %s, refuses', async (_what, change, refusal) => {
    await expect(aShop().changeCart.execute({ ...access, change })).rejects.toThrow(refusal);
  });

  it('when somebody may not use the cart, does not ask the catalog for them', async () => {
    const { catalog, changeCart } = aShop();
    catalog.failsFor = 'tea';
    const foreign = { ...access, user: { userId: 'u1', hasToken: false, isOwn: false } };
    const adding = changeCart.execute({ ...foreign, change: { type: 'add', sku: 'tea', quantity: 1 } });
    await expect(adding).rejects.toThrow(CartNotFound);
  });

  it.each([
    ['a cart is full', aCart(different(50)), { type: 'add', sku: 'tea', quantity: 1 }, CartIsFull],
    ['a line is not there', cart, { type: 'change-quantity', sku: 'sage', quantity: 1 }, CartLineNotFound],
    ['a line to take out is not there', cart, { type: 'remove', sku: 'sage' }, CartLineNotFound],
  ] as const)('when %s, asks the catalog for nothing', async (_why, stored, change, refusal) => {
    const { catalog, changeCart } = aShop(stored);
    await expect(changeCart.execute({ ...access, change })).rejects.toThrow(refusal);
    expect(catalog.requests).toEqual([]);
  });

  it('when another revision was seen, asks the catalog for nothing', async () => {
    const { catalog, changeCart } = aShop();
    const adding = changeCart.execute({ ...access, seen: 7, change: { type: 'add', sku: 'tea', quantity: 1 } });
    await expect(adding).rejects.toThrow(CartHasChanged);
    expect(catalog.requests).toEqual([]);
  });
});
