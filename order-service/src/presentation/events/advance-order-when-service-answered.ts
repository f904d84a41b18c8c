import { on, type Subscription } from '@souk/chassis/events/subscription';
import { StockRejectedV1, StockReservedV1 } from '@souk/contracts/inventory-events';
import {
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
import type { AdvanceOrder } from '../../application/advance-order/advance-order.ts';

export function advanceOrderWhenServiceAnswered(advanceOrder: AdvanceOrder): readonly Subscription[] {
  return [
    on(StockReservedV1, (event) => advanceOrder.execute(event)),
    on(StockRejectedV1, (event) => advanceOrder.execute(event)),
    on(PaymentSessionOpenedV1, (event) => advanceOrder.execute(event)),
    on(PaymentProcessingV1, (event) => advanceOrder.execute(event)),
    on(PaymentSucceededV1, (event) => advanceOrder.execute(event)),
    on(PaymentExpiredV1, (event) => advanceOrder.execute(event)),
    on(PaymentRefusedV1, (event) => advanceOrder.execute(event)),
    on(PaymentFailedV1, (event) => advanceOrder.execute(event)),
    on(RefundSucceededV1, (event) => advanceOrder.execute(event)),
    on(RefundFailedV1, (event) => advanceOrder.execute(event)),
    on(DisputeOpenedV1, (event) => advanceOrder.execute(event)),
    on(DisputeClosedV1, (event) => advanceOrder.execute(event)),
  ];
}
