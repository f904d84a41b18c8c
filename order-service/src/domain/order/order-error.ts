import { DomainError } from '@souk/kernel/domain-error';
import type { MoneyShape } from '@souk/kernel/money';
import type { Shortage } from './order-line.ts';
import type { OrderStatus, Transition } from './order-status.ts';

export class OrderNeedsAtLeastOneLine extends DomainError {
  readonly code = 'order.needs-at-least-one-line';
  readonly kind = 'invalid';
  constructor() {
    super('The cart is empty; add something to it first.');
  }
}

export class OrderNotFound extends DomainError {
  readonly code = 'order.not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no such order among those you may see.');
  }
}

export class TransitionIsNotAllowed extends DomainError {
  readonly code = 'order.transition-not-allowed';
  readonly kind = 'conflict';
  constructor(transition: Transition, status: OrderStatus) {
    super(`An order that is ${status} cannot: ${transition}.`, { orderStatus: status });
  }
}

export class OrderIsAlreadyPaid extends DomainError {
  readonly code = 'order.already-paid';
  readonly kind = 'conflict';
  constructor() {
    super('This order is paid already; there is nothing more to pay.');
  }
}

/** A slow method is bringing the money: nobody can stop it, and until it is here there is nothing to give back. */
export class OrderIsBeingPaid extends DomainError {
  readonly code = 'order.being-paid';
  readonly kind = 'conflict';
  constructor() {
    super('The money for this order is on its way; try again when it has arrived, which takes some days.');
  }
}

export class OrderIsOnItsWay extends DomainError {
  readonly code = 'order.on-its-way';
  readonly kind = 'conflict';
  constructor() {
    super('This order has been shipped and cannot be cancelled any more; send it back instead.');
  }
}

export class OrderIsDisputed extends DomainError {
  readonly code = 'order.disputed';
  readonly kind = 'conflict';
  constructor() {
    super("The shopper's bank disputes the payment of this order; nothing is given back until that is decided.");
  }
}

export class OrderIsNotPaid extends DomainError {
  readonly code = 'order.not-paid';
  readonly kind = 'conflict';
  constructor() {
    super('Nothing was paid for this order, so there is nothing to give back.');
  }
}

export class RefundIsTooLarge extends DomainError {
  readonly code = 'order.refund-too-large';
  readonly kind = 'conflict';
  constructor(asked: MoneyShape, left: MoneyShape) {
    super('Less than that is left to give back; ask for what is left at most.', { asked, left });
  }
}

export class RefundIsNotPayable extends DomainError {
  readonly code = 'order.refund-not-payable';
  readonly kind = 'invalid';
  constructor(asked: MoneyShape, currency: string, step: number) {
    super(`Give back a positive multiple of ${step} minor units of ${currency}.`, { asked });
  }
}

export class OrderIsBeingCancelled extends DomainError {
  readonly code = 'order.being-cancelled';
  readonly kind = 'conflict';
  constructor() {
    super('This order is being cancelled; place a new one.');
  }
}

export class PaidAmountDiffersFromTotal extends DomainError {
  readonly code = 'order.paid-amount-differs';
  readonly kind = 'conflict';
  constructor(paid: MoneyShape, total: MoneyShape | null) {
    super('The amount that was paid is not what the order costs.', { paid, total });
  }
}

export class ShippingMethodIsUnknown extends DomainError {
  readonly code = 'order.shipping-method-unknown';
  readonly kind = 'invalid';
  constructor(offered: readonly string[]) {
    super(`Choose one of: ${offered.join(', ')}.`, { offered });
  }
}

/** Nobody is asked to pay what cannot be charged. */
export class TotalIsNotChargeable extends DomainError {
  readonly code = 'order.total-not-chargeable';
  readonly kind = 'unprocessable';
  constructor(total: MoneyShape, least: MoneyShape, most: MoneyShape) {
    super('A payment of this amount cannot be taken; order for more, or in several orders.', { total, least, most });
  }
}

/** What another checkout of the same cart differs in. */
export type CartChange = 'cart' | 'customer' | 'email' | 'shippingAddress' | 'shippingMethod' | 'expectedTotal';

/** One cart is paid once: while one order of it can be paid, there is no other one. */
export class CartIsBeingPaid extends DomainError {
  readonly code = 'order.cart-is-being-paid';
  readonly kind = 'conflict';
  constructor(orderId: string, what: 'paid' | 'being cancelled' | "somebody else's", changed: readonly CartChange[]) {
    super(
      {
        paid: 'This cart is paid or being paid with another order; look at that one, and check out again when its goods have left the cart.',
        'being cancelled':
          'The order of this cart that you have changed is being cancelled; check out again in a moment.',
        "somebody else's": 'Somebody else is paying for this cart; check out again when they have paid or cancelled.',
      }[what],
      { orderId, changed },
    );
  }
}

/** Who has not paid holds only so much. */
export class TooMuchIsUnpaid extends DomainError {
  readonly code = 'order.too-many-unpaid';
  readonly kind = 'too-many';
  constructor(
    exceeded: { readonly orders: number } | { readonly sku: string; readonly pieces: number },
    orderIds: readonly string[],
  ) {
    super(
      'Too much is ordered from your network and not paid yet; pay or cancel one of those orders, such as the ones in orderIds, or log in.',
      { ...exceeded, orderIds },
    );
  }
}

/** The reply to a checkout that ended without an order to pay. */
export class OrderIsOutOfStock extends DomainError {
  readonly code = 'order.out-of-stock';
  readonly kind = 'conflict';
  constructor(orderId: string, shortages: readonly Shortage[]) {
    super('Not everything is in stock in the quantity you want; see shortages.', { orderId, shortages });
  }
}

export class OrderPriceHasChanged extends DomainError {
  readonly code = 'order.price-changed';
  readonly kind = 'conflict';
  constructor(orderId: string, total: MoneyShape | null) {
    super('The total is no longer what you expected; look at your cart again.', { orderId, total });
  }
}

export class OrderWasCancelled extends DomainError {
  readonly code = 'order.was-cancelled';
  readonly kind = 'conflict';
  constructor(orderId: string, reason: string) {
    super('This order was cancelled; place a new one.', { orderId, reason });
  }
}

export class OrderCannotBeCharged extends DomainError {
  readonly code = 'order.payment-refused';
  readonly kind = 'unprocessable';
  constructor(orderId: string, reason: string | null) {
    super('The payment provider does not take a payment for this order, so it was cancelled; ask the shop.', {
      orderId,
      reason,
    });
  }
}

export class IdempotencyKeyWasUsedForAnotherOrder extends DomainError {
  readonly code = 'idempotency.key-reused';
  readonly kind = 'unprocessable';
  constructor() {
    super('This Idempotency-Key was used with another checkout; take a new key.');
  }
}
