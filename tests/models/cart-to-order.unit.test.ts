import { LinkSigner } from '@souk/chassis/link-signer';
import { StockReservedV1 } from '@souk/contracts/inventory-events';
import { OrderCreatedV1 } from '@souk/contracts/order-events';
import { chargeableRange } from '@souk/kernel/chargeable';
import { chargeableStep } from '@souk/kernel/currency';
import { DomainError } from '@souk/kernel/domain-error';
import { MOST_LINES, MOST_PIECES } from '@souk/kernel/limits';
import { Money } from '@souk/kernel/money';
import { SKU } from '@souk/kernel/sku';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ChangeCart, type CartChange } from '../../cart-service/src/application/change-cart/change-cart.ts';
import { MergeCarts } from '../../cart-service/src/application/merge-carts/merge-carts.ts';
import { ViewCart } from '../../cart-service/src/application/view-cart/view-cart.ts';
import { AddItemBody, ChangeItemBody, ItemParams } from '../../cart-service/src/presentation/http/cart-schemas.ts';
import { checkoutCartRoutes } from '../../cart-service/src/presentation/http/checkout-cart-routes.ts';
import { aCatalogSku } from '../../cart-service/tests/a-catalog-sku.ts';
import { InMemoryCartRepository } from '../../cart-service/tests/in-memory-cart-repository.ts';
import { InMemoryCatalog } from '../../cart-service/tests/in-memory-catalog.ts';
import { Reservation } from '../../catalog-service/src/domain/reservation/reservation.ts';
import { toContract as inventoryEvent } from '../../catalog-service/src/infrastructure/persistence/reservation-event-contract.ts';
import { GuestAllowance } from '../../order-service/src/application/guest-allowance.ts';
import { PlaceOrder } from '../../order-service/src/application/place-order/place-order.ts';
import { OrderNeedsAtLeastOneLine, TotalIsNotChargeable } from '../../order-service/src/domain/order/order-error.ts';
import { ShippingMethods } from '../../order-service/src/domain/order/shipping-method.ts';
import { HttpCarts } from '../../order-service/src/infrastructure/clients/http-carts.ts';
import { toContract as orderEvent } from '../../order-service/src/infrastructure/persistence/order-event-contract.ts';
import { CheckoutBody } from '../../order-service/src/presentation/http/order-schemas.ts';
import { aCheckout } from '../../order-service/tests/a-checkout.ts';
import { InMemoryOrderRepository } from '../../order-service/tests/in-memory-order-repository.ts';
import { stepwiseOrderChanges } from '../../order-service/tests/stepwise-order-changes.ts';

const at = new Date('2026-01-01T09:00:00Z');
const clock = { now: () => at };
const links = new LinkSigner('a-secret-of-at-least-32-characters!!');
const ids = {
  mine: '0197a1b2-0000-7000-8000-0000000000dd',
  other: '0197a1b2-0000-7000-8000-0000000000ee',
};
const user = { userId: null, hasToken: true, isOwn: false };

/** What somebody sends: mostly of what is sold, as the shop takes it or not. */
const wish = fc.record({
  kind: fc.constantFrom('add', 'add', 'add', 'add', 'add to the other', 'change-quantity', 'remove', 'merge'),
  sku: fc.oneof({ weight: 20, arbitrary: fc.nat() }, { weight: 1, arbitrary: fc.string() }),
  quantity: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) },
    { weight: 4, arbitrary: fc.integer({ min: 1, max: MOST_PIECES }) },
    { weight: 1, arbitrary: fc.constantFrom(-1, 0, 0.5, MOST_PIECES + 1, Number.MAX_SAFE_INTEGER, Number.NaN) },
  ),
});

const wishes = fc.array(wish, { maxLength: 100, size: 'max' });

const sold = {
  currency: fc.constantFrom('EUR', 'JPY', 'KWD', 'ISK'),
  prices: fc.constantFrom('free', 'low', 'low', 'any'),
};

/** A shop in a currency: what it sells, what delivery costs, and what a shopper does. */
const shop = fc.record(sold).chain(({ currency, prices }) => {
  const step = chargeableStep(currency);
  const most = { free: 0, low: 2_000, any: Math.floor(chargeableRange(currency).most / step) }[prices];
  const price = fc
    .oneof(fc.constantFrom(0, 1, most), fc.integer({ min: 0, max: most }))
    .map((steps) => ({ amount: Math.min(steps, most) * step, currency }));
  const offer = fc.record({
    sku: fc.stringMatching(SKU),
    unitPrice: price,
    available: fc.oneof(
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }) },
      { weight: 9, arbitrary: fc.constant(500) },
    ),
    isForSale: fc.integer({ min: 0, max: 19 }).map((dice) => dice > 0),
  });
  return fc.record({
    currency: fc.constant(currency),
    offers: fc.uniqueArray(offer, {
      selector: ({ sku }) => sku,
      minLength: 1,
      maxLength: MOST_LINES + 10,
      size: 'max',
    }),
    shippingPrice: price,
    wantsOneOfEach: fc.boolean(),
    wishes: fc.oneof({ weight: 9, arbitrary: wishes }, { weight: 1, arbitrary: fc.constant([]) }),
  });
});

type Shop = typeof shop extends fc.Arbitrary<infer One> ? One : never;

function open({ currency, offers, shippingPrice }: Shop) {
  const carts = new InMemoryCartRepository();
  const catalog = new InMemoryCatalog(...offers.map((offer) => aCatalogSku(offer)));
  const viewCart = new ViewCart({ carts, catalog, clock, currency });
  const orders = new InMemoryOrderRepository();
  const [route] = checkoutCartRoutes({ viewCart, links });
  /** The internal route, with what both sides check of its reply, over the wire. */
  const get = async () => {
    const access = { id: ids.mine, user };
    const reply = route?.replies[200]?.parse(await viewCart.ordered(access));
    return { status: 200, body: JSON.parse(JSON.stringify(reply)) as unknown };
  };
  return {
    viewCart,
    orders,
    changeCart: new ChangeCart({ carts, catalog, viewCart, clock }),
    mergeCarts: new MergeCarts({ carts, catalog, viewCart, clock }),
    placeOrder: new PlaceOrder({
      orders,
      carts: new HttpCarts({ get }),
      changes: stepwiseOrderChanges(orders),
      shippingMethods: new ShippingMethods([{ method: 'standard', name: 'Standard delivery', price: shippingPrice }]),
      allowance: new GuestAllowance(orders.guestHolds, { orders: 20, pieces: 100 }),
      clock,
    }),
  };
}

/** Sends what somebody wishes; what is refused, with a reason, changes nothing. */
async function send(
  { changeCart, mergeCarts }: ReturnType<typeof open>,
  { kind, sku: which, quantity }: { readonly kind: string; readonly sku: number | string; readonly quantity: number },
  offers: Shop['offers'],
): Promise<void> {
  const given = typeof which === 'string' ? which : offers[which % offers.length]?.sku;
  const change = changeOf(kind, given, quantity);
  try {
    if (change !== null) {
      const id = kind === 'add to the other' ? ids.other : ids.mine;
      await changeCart.execute({ id, user, seen: null, change });
    } else if (kind === 'merge') {
      await mergeCarts.execute({ guest: { id: ids.other, user }, mine: { id: ids.mine, user } });
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
}

/** Null for what the routes of the cart do not take. */
function changeOf(kind: string, sku: unknown, quantity: unknown): CartChange | null {
  const item = ItemParams.safeParse({ cartId: ids.mine, itemId: sku });
  const added = AddItemBody.safeParse({ sku, quantity });
  const changed = ChangeItemBody.safeParse({ quantity });
  if (kind.startsWith('add')) return added.success ? { type: 'add', ...added.data } : null;
  if (!item.success) return null;
  if (kind === 'remove') return { type: 'remove', sku: item.data.itemId };
  return kind === 'change-quantity' && changed.success
    ? { type: 'change-quantity', sku: item.data.itemId, ...changed.data }
    : null;
}

it('whatever cart-service lets into a cart, order-service orders for what it shows, unless it is nothing or no sum that can be paid', async () => {
  const reached = { placed: 0, full: 0, free: 0, empty: 0, unpayable: 0 };
  await fc.assert(
    fc.asyncProperty(shop, async (given) => {
      const { currency, offers, shippingPrice, wishes, wantsOneOfEach } = given;
      const opened = open(given);
      const { viewCart, placeOrder, orders } = opened;
      const all = wantsOneOfEach ? offers.map((_, sku) => ({ kind: 'add', sku, quantity: 1 })) : [];
      // Last, so that what they removed before does not keep the cart from being full.
      for (const one of [...wishes, ...all]) await send(opened, one, offers);

      const cart = await viewCart.execute({ id: ids.mine, user });
      const total = Money.from(cart.subtotal).plus(Money.from(shippingPrice)).toJSON();
      const { least, most } = chargeableRange(currency);
      const isPayable = total.amount === 0 || (total.amount >= least && total.amount <= most);
      const { email, shippingAddress, shippingMethod, ...identity } = aCheckout({
        cartId: ids.mine,
        customerId: null,
        unpaidFrom: 'network-1',
        credentials: { authorization: null, cartToken: 'token', isCartProven: true },
      });
      // What the shopper sends is what they have been shown.
      const body = CheckoutBody.parse({
        cartId: ids.mine,
        email,
        shippingAddress,
        shippingMethod,
        expectedTotal: total,
      });
      const placing = placeOrder.execute({ ...identity, ...body }, 0);
      if (!isPayable) {
        await expect(placing).rejects.toThrow(TotalIsNotChargeable);
        reached.unpayable++;
        return;
      }
      if (cart.lines.length === 0) {
        await expect(placing).rejects.toThrow(OrderNeedsAtLeastOneLine);
        reached.empty++;
        return;
      }
      const orderId = await placing;
      const order = (await orders.find(orderId))!;
      const [created] = orders.events;
      const { data } = orderEvent(created!, order.state)!;
      const { lines } = OrderCreatedV1.data.parse(JSON.parse(JSON.stringify(data)));
      expect(lines).toEqual(cart.lines.map(({ sku, quantity }) => ({ sku, quantity })));

      const reservation = Reservation.request({ orderId: ids.mine, lines, at });
      expect(reservation.state.lines).toHaveLength(lines.length);
      const priceOf = new Map(offers.map(({ sku, unitPrice }) => [sku, unitPrice]));
      const priced = reservation.state.lines.map((line) => ({
        ...{ ...line, productId: 'p1', name: 'Something' },
        unitPrice: priceOf.get(line.sku)!,
      }));
      reservation.reserve(priced, at);
      const [reserved] = reservation.pullEvents();
      order.priceFrom(StockReservedV1.data.parse(inventoryEvent(reserved!, orderId).data).lines, at);
      const status = total.amount === 0 ? 'confirmed' : 'awaiting-payment';
      expect(order.state).toMatchObject({ status, total, cancelledBecause: null });
      reached.placed++;
      reached.full += Number(lines.length === MOST_LINES);
      reached.free += Number(total.amount === 0);
    }),
    { numRuns: 300 },
  );
  expect(Math.min(...Object.values(reached)), JSON.stringify(reached)).toBeGreaterThan(0);
});
