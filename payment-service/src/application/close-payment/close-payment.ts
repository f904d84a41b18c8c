import type { Clock } from '@souk/kernel/clock';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import { Payment } from '../../domain/payment/payment.ts';
import type { AdvancePayment } from '../advance-payment/advance-payment.ts';

export interface ClosePaymentPorts {
  readonly payments: PaymentRepository;
  readonly advancePayment: AdvancePayment;
  readonly clock: Clock;
}

/** Sees to it that an order can no longer be paid. An order that waits for this is answered even if it has no payment. */
export class ClosePayment {
  readonly #ports: ClosePaymentPorts;

  constructor(ports: ClosePaymentPorts) {
    this.#ports = ports;
  }

  async execute(orderId: string, { waitsForAnswer }: { waitsForAnswer: boolean }): Promise<void> {
    const { payments, advancePayment, clock } = this.#ports;
    if ((await payments.find(orderId)) === null) {
      if (!waitsForAnswer || (await payments.add(Payment.neverOpened(orderId, clock.now())))) return;
    }
    await payments.update(orderId, (payment) => payment.close(clock.now()));
    advancePayment.start(orderId);
  }
}
