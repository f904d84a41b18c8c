import type { OrderAwaitingPaymentV1 } from '@souk/contracts/order-events';
import type { Clock } from '@souk/kernel/clock';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import { Payment } from '../../domain/payment/payment.ts';
import type { AdvancePayment } from '../advance-payment/advance-payment.ts';
import type { PaymentProvider } from '../ports/payment-provider.ts';

export interface RequestPaymentPorts {
  readonly payments: PaymentRepository;
  readonly provider: PaymentProvider;
  readonly advancePayment: AdvancePayment;
  readonly clock: Clock;
}

/** Gets an order a place to be paid at. What will be asked for is stored first, so that a crash cannot lead to two of them. */
export class RequestPayment {
  readonly #ports: RequestPaymentPorts;

  constructor(ports: RequestPaymentPorts) {
    this.#ports = ports;
  }

  async execute(order: OrderAwaitingPaymentV1['data']): Promise<void> {
    const { payments, provider, advancePayment, clock } = this.#ports;
    const { orderId, email, total } = order;
    const at = clock.now();
    const request = provider.prepare(order, at);
    const isNew = await payments.add(Payment.request({ orderId, email, total, request, at }));
    if (!isNew) await payments.update(orderId, (payment) => payment.requestSession(request, at));
    advancePayment.start(orderId);
  }
}
