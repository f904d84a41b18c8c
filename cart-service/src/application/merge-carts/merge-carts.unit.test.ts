import { describe, expect, it } from 'vitest';
import { aCart, at, different, guest, ownerOf, quantitiesIn } from '../../../tests/a-cart.ts';
import { aCatalogSku } from '../../../tests/a-catalog-sku.ts';
import { InMemoryCartRepository } from '../../../tests/in-memory-cart-repository.ts';
import { InMemoryCatalog } from '../../../tests/in-memory-catalog.ts';
import { CartNotFound } from '../../domain/cart/cart-error.ts';
import { CatalogIsUnavailable } from '../ports/catalog-error.ts';
import { ViewCart } from '../view-cart/view-cart.ts';
import { MergeCarts } from './merge-carts.ts';

const guestCart = aCart({ tea: 12, mint: 1 }, { id: 'guest-cart' });
const myCart = aCart({ mint: 4, sage: 2 }, { id: 'my-cart', ownerId: 'me' });
const input = { guest: { id: 'guest-cart', user: guest }, mine: { id: 'my-cart', user: ownerOf('me') } };

function aShop(carts = new InMemoryCartRepository(guestCart, myCart)) {
  const catalog = new InMemoryCatalog(
    ...['tea', 'mint', 'sage', ...Object.keys(different(50))].map((sku) => aCatalogSku({ sku })),
  );
  const clock = { now: () => at };
  const viewCart = new ViewCart({ carts, catalog, clock, currency: 'EUR' });
  return { carts, catalog, mergeCarts: new MergeCarts({ carts, catalog, viewCart, clock }) };
}

const quantities = async (carts: InMemoryCartRepository, id: string) => quantitiesIn((await carts.find(id))!);

/** Loses the connection, or the process, before a change of one cart is written. */
class CutOffRepository extends InMemoryCartRepository {
  cutBefore: string | null = 'guest-cart';

  override async update(...[id, change]: Parameters<InMemoryCartRepository['update']>) {
    if (id === this.cutBefore) throw new Error('cut off');
    return super.update(id, change);
  }
}

describe('merging carts', () => {
  it('when both have something, moves the larger quantity as far as there is stock', async () => {
    const { carts, mergeCarts } = aShop();
    const { cart, changes } = await mergeCarts.execute(input);
    expect(cart.lines).toMatchObject([
      { sku: 'mint', quantity: 4 },
      { sku: 'sage', quantity: 2 },
      { sku: 'tea', quantity: 10 },
    ]);
    expect(changes).toEqual([{ sku: 'tea', wanted: 12, quantity: 10 }]);
    expect(await quantities(carts, 'guest-cart')).toEqual({});
  });

  it('when done again, changes nothing more', async () => {
    const { carts, mergeCarts } = aShop();
    await mergeCarts.execute(input);
    const after = await quantities(carts, 'my-cart');
    expect(await mergeCarts.execute(input)).toMatchObject({ changes: [] });
    expect(await quantities(carts, 'my-cart')).toEqual(after);
  });

  it('when cut off before the guest’s cart is emptied, is finished by the next try', async () => {
    const carts = new CutOffRepository(guestCart, myCart);
    const { mergeCarts } = aShop(carts);
    await expect(mergeCarts.execute(input)).rejects.toThrow('cut off');
    expect(await quantities(carts, 'my-cart')).toEqual({ mint: 4, sage: 2, tea: 10 });
    expect(await quantities(carts, 'guest-cart')).toEqual({ tea: 12, mint: 1 });
    carts.cutBefore = null;
    expect(await mergeCarts.execute(input)).toMatchObject({ changes: [{ sku: 'tea', wanted: 12, quantity: 10 }] });
    expect(await quantities(carts, 'my-cart')).toEqual({ mint: 4, sage: 2, tea: 10 });
    expect(await quantities(carts, 'guest-cart')).toEqual({});
  });

  it('when the guest puts something in meanwhile, leaves that in their cart', async () => {
    const { carts, catalog, mergeCarts } = aShop();
    const lookUp = catalog.skus.bind(catalog);
    catalog.skus = async (skus) => {
      catalog.skus = lookUp;
      await carts.update('guest-cart', (cart) => cart.add(aCatalogSku({ sku: 'sage' }), 1, at));
      return lookUp(skus);
    };
    await mergeCarts.execute(input);
    expect(await quantities(carts, 'guest-cart')).toEqual({ sage: 1 });
  });

  it.each(['tea', 'sage'])('when the catalog fails for %s, changes nothing', async (sku) => {
    const { carts, catalog, mergeCarts } = aShop();
    catalog.failsFor = sku;
    await expect(mergeCarts.execute(input)).rejects.toThrow(CatalogIsUnavailable);
    expect(await carts.find('my-cart')).toEqual(myCart);
    expect(await carts.find('guest-cart')).toEqual(guestCart);
  });

  it('when there is no cart of mine yet, opens one', async () => {
    const { carts, mergeCarts } = aShop(new InMemoryCartRepository(guestCart));
    await mergeCarts.execute(input);
    expect((await carts.find('my-cart'))?.state.ownerId).toBe('me');
    expect(await quantities(carts, 'my-cart')).toEqual({ tea: 10, mint: 1 });
  });

  it('when the guest’s cart is empty or not stored, changes nothing and stores nothing', async () => {
    const { carts, mergeCarts } = aShop(new InMemoryCartRepository());
    expect(await mergeCarts.execute(input)).toMatchObject({ cart: { lines: [] }, changes: [] });
    expect(await carts.find('my-cart')).toBeNull();
    const mine = aShop(new InMemoryCartRepository(aCart({}, { id: 'guest-cart' }), myCart));
    await mine.mergeCarts.execute(input);
    expect(await mine.carts.find('my-cart')).toEqual(myCart);
  });

  it('when both hold as much as they can, tells what had no room', async () => {
    const full = aCart(different(50), { id: 'guest-cart' });
    const others = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`mine-${index}`, 1]));
    const { mergeCarts } = aShop(new InMemoryCartRepository(full, aCart(others, { id: 'my-cart', ownerId: 'me' })));
    const { cart, changes } = await mergeCarts.execute(input);
    expect(cart.lines.map(({ sku }) => sku)).toEqual(Object.keys(others));
    expect(changes).toEqual(Object.keys(different(50)).map((sku) => ({ sku, wanted: 1, quantity: 0 })));
  });

  it.each([
    ['the token is wrong', { ...input, guest: { id: 'guest-cart', user: { ...guest, hasToken: false } } }],
    ['the cart is no guest’s', { ...input, guest: { id: 'my-cart', user: guest } }],
  ])('when %s, finds no such cart and changes nothing', async (_why, wrong) => {
    const { carts, mergeCarts } = aShop();
    await expect(mergeCarts.execute(wrong)).rejects.toThrow(CartNotFound);
    expect(await carts.find('my-cart')).toEqual(myCart);
  });
});
