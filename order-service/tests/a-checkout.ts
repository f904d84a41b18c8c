import { CheckOut } from '../src/application/check-out/check-out.ts';
import { GuestAllowance, type GuestLimits } from '../src/application/guest-allowance.ts';
import { PlaceOrder, type PlaceOrderInput } from '../src/application/place-order/place-order.ts';
import type { OrderedCart } from '../src/application/ports/carts.ts';
import type { Order } from '../src/domain/order/order.ts';
import { ShippingMethods } from '../src/domain/order/shipping-method.ts';
import { aPlacement, at, euros, freeLine, minutesLater, teaLine } from './an-order.ts';
import { InMemoryOrderRepository } from './in-memory-order-repository.ts';
import { stepwiseOrderChanges } from './stepwise-order-changes.ts';

export const reserve = (order: Order) => order.priceFrom([teaLine], at);
export const reserveForNothing = (order: Order) => order.priceFrom([freeLine], at);
export const openSession = (order: Order) =>
  order.attachSession({ attempt: 1, sessionId: 'cs_1', url: 'http://pay/cs_1', expiresAt: minutesLater(35) }, at);
export const cancel = (order: Order) => order.cancel('customer', at);

/** What the customer of `aPlacement` asks for. */
export function aCheckout(overrides: Partial<PlaceOrderInput> = {}): PlaceOrderInput {
  const { checkoutKey, fingerprint, customerId, cartId, email, shippingAddress, shipping, expectedTotal, unpaidFrom } =
    aPlacement();
  return {
    ...{ checkoutKey, fingerprint, customerId, cartId, email, shippingAddress, expectedTotal, unpaidFrom },
    shippingMethod: shipping.method,
    idOf: (turn) => `${cartId}:${turn}`,
    credentials: { authorization: null, cartToken: null, isCartProven: false },
    ...overrides,
  };
}

/** A shop with this order, if any; while somebody waits, the order that they wait for takes these steps. */
export function aShop({
  order,
  steps = [],
  shippingPrice = 490,
  limits = { orders: 0, pieces: 0 },
}: {
  order?: Order;
  steps?: readonly ((order: Order) => void)[];
  shippingPrice?: number;
  limits?: GuestLimits;
} = {}) {
  const orders = new InMemoryOrderRepository(...(order === undefined ? [] : [order]));
  const cart: { -readonly [Field in keyof OrderedCart]: OrderedCart[Field] } = {
    lines: aPlacement().requested,
    revision: 2,
  };
  const changes = stepwiseOrderChanges(orders, ...steps);
  const { shipping } = aPlacement();
  const placeOrder = new PlaceOrder({
    orders,
    carts: { read: async () => ({ ...cart }) },
    changes,
    shippingMethods: new ShippingMethods([{ ...shipping, price: euros(shippingPrice) }]),
    allowance: new GuestAllowance(orders.guestHolds, limits),
    clock: { now: () => at },
  });
  const happened = () => orders.events.map(({ type }) => type);
  return { orders, cart, placeOrder, checkOut: new CheckOut({ placeOrder, changes }), happened };
}
