import { on, type Subscription } from '@souk/chassis/events/subscription';
import { OrderAwaitingPaymentV1 } from '@souk/contracts/order-events';
import type { RequestPayment } from '../../application/request-payment/request-payment.ts';

export function requestPaymentWhenOrderAwaitsIt(requestPayment: RequestPayment): Subscription {
  return on(OrderAwaitingPaymentV1, ({ data }) => requestPayment.execute(data));
}
