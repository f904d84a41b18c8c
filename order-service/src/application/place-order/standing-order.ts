import type { MoneyShape } from '@souk/kernel/money';
import type { Address } from '../../domain/order/address.ts';
import type { CartChange } from '../../domain/order/order-error.ts';
import { areSameLines } from '../../domain/order/order-line.ts';
import type { OrderState } from '../../domain/order/order-state.ts';
import { isTerminal } from '../../domain/order/order-status.ts';
import type { OrderedCart } from '../ports/carts.ts';

/** What a shopper wants beside what is in the cart. */
export interface Wish {
  readonly customerId: string | null;
  readonly email: string;
  readonly shippingAddress: Address;
  readonly shippingMethod: string;
  readonly expectedTotal: MoneyShape;
}

/** Whether the last order of a cart still stands for what is in it: it can be paid, or its goods have not left the cart yet. */
export function isStanding({ status, cartRevision }: OrderState, cart: OrderedCart): boolean {
  return status === 'confirmed' ? cart.revision === cartRevision : !isTerminal(status);
}

/** What a checkout wants otherwise than the order that stands; nothing when it is the same checkout once more. */
export function changesIn(order: OrderState, wanted: Wish, cart: OrderedCart): readonly CartChange[] {
  const { email, expectedTotal, shipping } = order;
  const differs: Readonly<Record<CartChange, boolean>> = {
    cart: !areSameLines(order.requested, cart.lines),
    customer: order.customerId !== wanted.customerId,
    email: email !== wanted.email,
    shippingAddress: textOf(order.shippingAddress) !== textOf(wanted.shippingAddress),
    shippingMethod: shipping.method !== wanted.shippingMethod,
    expectedTotal:
      expectedTotal.amount !== wanted.expectedTotal.amount || expectedTotal.currency !== wanted.expectedTotal.currency,
  };
  const changed = Object.entries(differs).flatMap(([what, isOther]) => (isOther ? [what as CartChange] : []));
  // Whoever cancels an order does not mean it any more, even when they want the same again.
  return order.cancellationRequested === null || changed.length > 0 ? changed : ['cart'];
}

const textOf = ({ name, line1, line2, postalCode, city, country }: Address): string =>
  JSON.stringify([name, line1, line2, postalCode, city, country]);
