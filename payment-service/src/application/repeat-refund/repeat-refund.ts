import type { Clock } from '@souk/kernel/clock';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import type { AdvancePayment } from '../advance-payment/advance-payment.ts';

export interface RepeatRefundPorts {
  readonly payments: PaymentRepository;
  readonly advancePayment: AdvancePayment;
  readonly clock: Clock;
}

/** Gives money that came late back once more, when the first try has failed. */
export class RepeatRefund {
  readonly #ports: RepeatRefundPorts;

  constructor(ports: RepeatRefundPorts) {
    this.#ports = ports;
  }

  async execute(orderId: string, refundId: string): Promise<void> {
    const { payments, advancePayment, clock } = this.#ports;
    await payments.update(orderId, (payment) => payment.repeatRefund(refundId, clock.now()));
    advancePayment.start(orderId);
  }
}
