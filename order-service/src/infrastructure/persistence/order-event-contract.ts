import { draft, type EventDraft } from '@souk/contracts/event';
import {
  OrderAwaitingPaymentV1,
  OrderCancellationRequestedV1,
  OrderCancelledV2,
  OrderConfirmedV1,
  OrderCreatedV1,
  OrderRefundRequestedV1,
} from '@souk/contracts/order-events';
import type { OrderEvent } from '../../domain/order/order-event.ts';
import { refundedBefore } from '../../domain/order/order-money.ts';
import type { OrderRefund } from '../../domain/order/order-refund.ts';
import type { OrderState } from '../../domain/order/order-state.ts';

/** What the other services learn of a domain event; null when it concerns none of them. */
export function toContract(event: OrderEvent, order: OrderState): EventDraft | null {
  const { id: orderId, email, shipping } = order;
  const lines = [...order.lines];
  switch (event.type) {
    case 'OrderCreated':
      return draft(OrderCreatedV1, { orderId, lines: [...order.requested] }, event.at);
    case 'PaymentAwaited':
      return draft(
        OrderAwaitingPaymentV1,
        { orderId, attempt: order.attempt, email, lines, shipping, total: totalOf(order) },
        event.at,
      );
    case 'CancellationRequested':
      return draft(OrderCancellationRequestedV1, { orderId, reason: event.reason }, event.at);
    case 'RefundRequested':
      return draft(OrderRefundRequestedV1, { orderId, ...refundOf(event.refund) }, event.at);
    case 'OrderConfirmed': {
      const { cartId, customerId } = order;
      return draft(
        OrderConfirmedV1,
        { orderId, cartId, customerId, email, lines, shipping, total: totalOf(order) },
        event.at,
      );
    }
    case 'OrderCancelled':
      return draft(
        OrderCancelledV2,
        { orderId, email, reason: event.reason, refunded: order.refunded, refundedBefore: refundedBefore(order) },
        event.at,
      );
    case 'SessionAttached':
    case 'SettlementAwaited':
      return null;
  }
}

function refundOf({ refundId, amount, reason }: OrderRefund) {
  if (reason === 'external') throw new Error(`Refund ${refundId} was made already, past this shop.`);
  return { refundId, amount, reason };
}

function totalOf({ id, total }: OrderState) {
  if (total === null) throw new Error(`Order ${id} has no total although it is priced.`);
  return total;
}
