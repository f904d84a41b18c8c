import { on, type Subscription } from '@souk/chassis/events/subscription';
import { OrderRefundRequestedV1 } from '@souk/contracts/order-events';
import type { RequestRefund } from '../../application/request-refund/request-refund.ts';

export function requestRefundWhenOrderAsks(requestRefund: RequestRefund): Subscription {
  return on(OrderRefundRequestedV1, ({ data }) => requestRefund.execute(data));
}
