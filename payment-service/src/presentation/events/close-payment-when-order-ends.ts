import { on, type Subscription } from '@souk/chassis/events/subscription';
import { OrderCancellationRequestedV1, OrderCancelledV2 } from '@souk/contracts/order-events';
import type { ClosePayment } from '../../application/close-payment/close-payment.ts';

/** An order is cancelled only when its payment is closed; should one ever not be, it is closed now. */
export function closePaymentWhenOrderEnds(closePayment: ClosePayment): readonly Subscription[] {
  return [
    on(OrderCancellationRequestedV1, ({ data }) => closePayment.execute(data.orderId, { waitsForAnswer: true })),
    on(OrderCancelledV2, ({ data }) => closePayment.execute(data.orderId, { waitsForAnswer: false })),
  ];
}
