import {
  OrderCannotBeCharged,
  OrderIsOutOfStock,
  OrderNotFound,
  OrderPriceHasChanged,
  OrderWasCancelled,
} from '../../domain/order/order-error.ts';
import type { OrderState, PaymentSession } from '../../domain/order/order-state.ts';
import { isTerminal, type PaymentStatus } from '../../domain/order/order-status.ts';
import { assertPayable } from '../../domain/order/order-total.ts';
import type { PlaceOrder, PlaceOrderInput } from '../place-order/place-order.ts';
import type { OrderChanges } from '../ports/order-changes.ts';

/** `session` is null while the order is still being prepared, and when there is nothing to pay. */
export interface CheckedOut {
  readonly orderId: string;
  readonly isGuests: boolean;
  readonly revision: number;
  readonly paymentStatus: PaymentStatus;
  readonly isPrepared: boolean;
  readonly session: PaymentSession | null;
}

export interface CheckOutPorts {
  readonly placeOrder: PlaceOrder;
  readonly changes: OrderChanges;
}

/** Places an order for what a cart holds, and waits for the place to pay it. */
export class CheckOut {
  readonly #ports: CheckOutPorts;

  constructor(ports: CheckOutPorts) {
    this.#ports = ports;
  }

  async execute(input: PlaceOrderInput, waitMilliseconds: number): Promise<CheckedOut> {
    const { placeOrder, changes } = this.#ports;
    const until = performance.now() + waitMilliseconds;
    const orderId = await placeOrder.execute(input, waitMilliseconds);
    const order = await changes.waitUntil(orderId, isPrepared, Math.max(0, until - performance.now()));
    if (order === null) throw new OrderNotFound();
    return answer(order);
  }
}

const isPrepared = ({ status, session }: OrderState): boolean =>
  isTerminal(status) || status === 'confirmed' || session !== null;

function answer(order: OrderState): CheckedOut {
  const { id, revision, customerId, paymentStatus, session, cancelledBecause, shortages, total } = order;
  switch (cancelledBecause) {
    case null:
      return {
        orderId: id,
        isGuests: customerId === null,
        revision,
        paymentStatus,
        isPrepared: isPrepared(order),
        session,
      };
    case 'out-of-stock':
      throw new OrderIsOutOfStock(id, shortages);
    case 'price-changed':
      throw new OrderPriceHasChanged(id, total);
    case 'payment-refused':
      if (total !== null) assertPayable(total);
      throw new OrderCannotBeCharged(id, order.paymentFailure);
    case 'no-answer':
    case 'customer':
    case 'shop':
    case 'payment-expired':
    case 'payment-failed':
      throw new OrderWasCancelled(id, cancelledBecause);
  }
}
