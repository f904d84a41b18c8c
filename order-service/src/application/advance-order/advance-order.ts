import type {
  DisputeClosedV1,
  DisputeOpenedV1,
  PaymentExpiredV1,
  PaymentFailedV1,
  PaymentProcessingV1,
  PaymentRefusedV1,
  PaymentSessionOpenedV1,
  PaymentSucceededV1,
  RefundFailedV1,
  RefundSucceededV1,
} from '@souk/contracts/payment-events';
import type { StockRejectedV1, StockReservedV1 } from '@souk/contracts/inventory-events';
import type { OrderRepository } from '../../domain/order/order-repository.ts';
import type { Order } from '../../domain/order/order.ts';

export type SagaAnswer =
  | StockReservedV1
  | StockRejectedV1
  | PaymentSessionOpenedV1
  | PaymentProcessingV1
  | PaymentSucceededV1
  | PaymentExpiredV1
  | PaymentRefusedV1
  | PaymentFailedV1
  | RefundSucceededV1
  | RefundFailedV1
  | DisputeOpenedV1
  | DisputeClosedV1;

/** Moves an order on when another service has answered. */
export class AdvanceOrder {
  readonly #orders: OrderRepository;

  constructor({ orders }: { orders: OrderRepository }) {
    this.#orders = orders;
  }

  async execute(answer: SagaAnswer): Promise<void> {
    await this.#orders.update(answer.data.orderId, (order) => {
      advance(order, answer);
    });
  }
}

/** What an answer makes of an order. */
export function advance(order: Order, answer: SagaAnswer): void {
  const at = new Date(answer.time);
  switch (answer.type) {
    case 'stock.reserved.v1':
      order.priceFrom(answer.data.lines, at);
      break;
    case 'stock.rejected.v1':
      order.rejectForStock(answer.data.shortages, at);
      break;
    case 'payment.session-opened.v1': {
      const { attempt, sessionId, url, expiresAt } = answer.data;
      order.attachSession({ attempt, sessionId, url, expiresAt: new Date(expiresAt) }, at);
      break;
    }
    case 'payment.processing.v1':
      order.awaitSettlement(at);
      break;
    case 'payment.succeeded.v1':
      order.confirmPayment(answer.data.amount, at);
      break;
    case 'payment.expired.v1':
      order.endUnpaid('payment-expired', null, at);
      break;
    case 'payment.refused.v1':
      order.endUnpaid('payment-refused', answer.data.code, at);
      break;
    case 'payment.failed.v1':
      order.endUnpaid('payment-failed', answer.data.code, at);
      break;
    case 'refund.succeeded.v1':
      order.settleRefund({ ...answer.data, failure: null }, at);
      break;
    case 'refund.failed.v1':
      order.settleRefund(answer.data, at);
      break;
    case 'dispute.opened.v1': {
      const { disputeId, amount, reason } = answer.data;
      order.openDispute({ disputeId, amount, reason }, at);
      break;
    }
    case 'dispute.closed.v1':
      order.closeDispute(answer.data.disputeId, answer.data.outcome, at);
      break;
  }
}
