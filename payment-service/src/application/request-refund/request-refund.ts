import type { OrderRefundRequestedV1 } from '@souk/contracts/order-events';
import type { Clock } from '@souk/kernel/clock';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import type { AdvancePayment } from '../advance-payment/advance-payment.ts';

export interface RequestRefundPorts {
  readonly payments: PaymentRepository;
  readonly advancePayment: AdvancePayment;
  readonly clock: Clock;
}

/** Gives money of an order back: written down first, then asked of the provider. */
export class RequestRefund {
  readonly #ports: RequestRefundPorts;

  constructor(ports: RequestRefundPorts) {
    this.#ports = ports;
  }

  async execute({ orderId, ...wanted }: OrderRefundRequestedV1['data']): Promise<void> {
    const { payments, advancePayment, clock } = this.#ports;
    await payments.update(orderId, (payment) => payment.requestRefund(wanted, clock.now()));
    advancePayment.start(orderId);
  }
}
