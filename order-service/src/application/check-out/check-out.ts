import type { Clock } from '@souk/kernel/clock';
import type { MoneyShape } from '@souk/kernel/money';
import type { Address } from '../../domain/order/address.ts';
import {
  IdempotencyKeyWasUsedForAnotherOrder,
  OrderIsOutOfStock,
  OrderNotFound,
  OrderPriceHasChanged,
  OrderWasCancelled,
} from '../../domain/order/order-error.ts';
import type { OrderRepository } from '../../domain/order/order-repository.ts';
import type { OrderState, PaymentSession } from '../../domain/order/order-state.ts';
import { isTerminal } from '../../domain/order/order-status.ts';
import { Order } from '../../domain/order/order.ts';
import type { ShippingMethods } from '../../domain/order/shipping-method.ts';
import type { CartCredentials, Carts } from '../ports/carts.ts';
import type { OrderChanges } from '../ports/order-changes.ts';

export interface CheckOutInput {
  /** Derived from who asks and their Idempotency-Key: the same checkout makes the same order. */
  readonly orderId: string;
  readonly fingerprint: string;
  readonly customerId: string | null;
  readonly cartId: string;
  readonly credentials: CartCredentials;
  readonly email: string;
  readonly shippingAddress: Address;
  readonly shippingMethod: string;
  readonly expectedTotal: MoneyShape;
  /** How long to wait for the payment session. */
  readonly waitMilliseconds: number;
}

/** `session` is null while the order is still being prepared. */
export interface CheckedOut {
  readonly orderId: string;
  readonly revision: number;
  readonly session: PaymentSession | null;
}

export interface CheckOutPorts {
  readonly orders: OrderRepository;
  readonly carts: Carts;
  readonly changes: OrderChanges;
  readonly shippingMethods: ShippingMethods;
  readonly clock: Clock;
}

/** Places an order for what a cart holds, and waits for the place to pay it. */
export class CheckOut {
  readonly #ports: CheckOutPorts;

  constructor(ports: CheckOutPorts) {
    this.#ports = ports;
  }

  async execute(input: CheckOutInput): Promise<CheckedOut> {
    await this.#placeOnce(input);
    const order = await this.#ports.changes.waitUntil(input.orderId, isAnswered, input.waitMilliseconds);
    if (order === null) throw new OrderNotFound();
    return answer(order);
  }

  async #placeOnce(input: CheckOutInput): Promise<void> {
    const { orders, carts, shippingMethods, clock } = this.#ports;
    // The cart is read only for a new order: it has lost its lines once the order is paid.
    let existing = await orders.find(input.orderId);
    if (existing === null) {
      const order = Order.place({
        id: input.orderId,
        cartId: input.cartId,
        customerId: input.customerId,
        email: input.email,
        shippingAddress: input.shippingAddress,
        shipping: shippingMethods.named(input.shippingMethod),
        expectedTotal: input.expectedTotal,
        fingerprint: input.fingerprint,
        requested: await carts.linesOf(input.cartId, input.credentials),
        at: clock.now(),
      });
      if (await orders.add(order)) return;
      existing = await orders.find(input.orderId);
    }
    if (existing?.state.fingerprint !== input.fingerprint) throw new IdempotencyKeyWasUsedForAnotherOrder();
  }
}

const isAnswered = ({ status, session }: OrderState): boolean => isTerminal(status) || session !== null;

function answer({ id, revision, session, cancelledBecause, shortages, total }: OrderState): CheckedOut {
  switch (cancelledBecause) {
    case null:
      return { orderId: id, revision, session };
    case 'out-of-stock':
      throw new OrderIsOutOfStock(id, shortages);
    case 'price-changed':
      throw new OrderPriceHasChanged(id, total);
    case 'no-answer':
    case 'customer':
    case 'shop':
    case 'payment-expired':
      throw new OrderWasCancelled(id, cancelledBecause);
  }
}
