import type { Clock } from '@souk/kernel/clock';
import { CartIsBeingPaid, IdempotencyKeyWasUsedForAnotherOrder } from '../../domain/order/order-error.ts';
import type { OrderRepository } from '../../domain/order/order-repository.ts';
import { isTerminal } from '../../domain/order/order-status.ts';
import { assertPayable } from '../../domain/order/order-total.ts';
import { Order } from '../../domain/order/order.ts';
import type { ShippingMethods } from '../../domain/order/shipping-method.ts';
import type { GuestAllowance } from '../guest-allowance.ts';
import { CartNotFound } from '../ports/cart-error.ts';
import type { Carts, CartCredentials, OrderedCart } from '../ports/carts.ts';
import type { OrderChanges } from '../ports/order-changes.ts';
import { changesIn, isStanding, type Wish } from './standing-order.ts';

export interface PlaceOrderInput extends Wish {
  /** Derived from who asks and their Idempotency-Key: the same checkout makes the same order. */
  readonly checkoutKey: string;
  /** The id of the order that is the n-th of the cart. */
  readonly idOf: (cartTurn: number) => string;
  /** Of what the shopper sent: tells a repeated checkout from another one under the same key. */
  readonly fingerprint: string;
  readonly cartId: string;
  readonly credentials: CartCredentials;
  /** What the network of a guest is counted under; null for a customer. */
  readonly unpaidFrom: string | null;
}

export interface PlaceOrderPorts {
  readonly orders: OrderRepository;
  readonly carts: Carts;
  readonly changes: OrderChanges;
  readonly shippingMethods: ShippingMethods;
  readonly allowance: GuestAllowance;
  readonly clock: Clock;
}

/**
 * Places an order for what a cart holds; gives its id. One cart has one order that can be paid: the same checkout again is about that
 * one, and another checkout takes its place once it has ended. The n-th order of a cart has an id that says so, and is placed when the
 * one before has ended for good: of all who come at once, one is first.
 */
export class PlaceOrder {
  readonly #ports: PlaceOrderPorts;

  constructor(ports: PlaceOrderPorts) {
    this.#ports = ports;
  }

  /** Waits so long for the end of an order whose place it takes. */
  async execute(input: PlaceOrderInput, waitMilliseconds: number): Promise<string> {
    const { orders, carts, clock } = this.#ports;
    // A guest has nothing but the cart's token to show; whoever lacks it learns nothing, not even of an order that is there.
    if (input.customerId === null && !input.credentials.isCartProven) throw new CartNotFound();
    const until = clock.now().getTime() + waitMilliseconds;
    let cart: OrderedCart | null = null;
    for (;;) {
      const latest = await orders.latestOf(input.cartId);
      const repeated = await this.#repeated(latest, input);
      if (repeated !== null) return idOf(repeated, input);
      assertPayable(input.expectedTotal);
      // The cart is read only for a new order: it has lost its lines once the order is paid.
      cart ??= await carts.read(input.cartId, input.credentials);
      if (latest === null || !isStanding(latest.state, cart)) {
        const placed = this.#newOrder(input, cart, (latest?.state.cartTurn ?? 0) + 1);
        if (await this.#add(placed)) return placed.state.id;
        // Somebody else was first: with this cart, or under this key with another one.
        const other = await orders.placedUnder(input.checkoutKey);
        if (other !== null) return idOf(other, input);
        continue;
      }
      if (changesIn(latest.state, input, cart).length === 0) return latest.state.id;
      await this.#replace(latest, input, cart, until - clock.now().getTime());
    }
  }

  /** The order that this very checkout has placed before. What no order was made of yet was not checked out before. */
  #repeated(latest: Order | null, { checkoutKey }: PlaceOrderInput): Promise<Order | null> {
    if (latest === null || latest.state.checkoutKey === checkoutKey) return Promise.resolve(latest);
    return this.#ports.orders.placedUnder(checkoutKey);
  }

  #newOrder(input: PlaceOrderInput, cart: OrderedCart, cartTurn: number): Order {
    const { shippingMethods, clock } = this.#ports;
    const { idOf: idOfTurn, credentials, shippingMethod, ...placement } = input;
    return Order.place({
      ...placement,
      id: idOfTurn(cartTurn),
      cartTurn,
      cartRevision: cart.revision,
      shipping: shippingMethods.named(shippingMethod),
      requested: cart.lines,
      at: clock.now(),
    });
  }

  /** False when somebody else was first. */
  async #add(order: Order): Promise<boolean> {
    const { orders, allowance } = this.#ports;
    const { id, unpaidFrom, email, requested, placedAt } = order.state;
    if (unpaidFrom !== null) await allowance.claim(unpaidFrom, { id, email, requested, placedAt });
    return orders.add(order);
  }

  async #replace({ state }: Order, input: PlaceOrderInput, cart: OrderedCart, waitMilliseconds: number): Promise<void> {
    const { orders, changes, clock } = this.#ports;
    const { id, customerId } = state;
    const changed = changesIn(state, input, cart);
    if (customerId !== null && customerId !== input.customerId) {
      throw new CartIsBeingPaid(id, "somebody else's", changed);
    }
    await orders.update(id, (order) => {
      order.makeWay(changed, clock.now());
    });
    const ended = await changes.waitUntil(id, ({ status }) => isTerminal(status), Math.max(0, waitMilliseconds));
    if (ended !== null && !isTerminal(ended.status)) throw new CartIsBeingPaid(id, 'being cancelled', changed);
  }
}

/** Under one key there is one checkout. */
function idOf({ state: { id, fingerprint } }: Order, input: PlaceOrderInput): string {
  if (fingerprint !== input.fingerprint) throw new IdempotencyKeyWasUsedForAnotherOrder();
  return id;
}
