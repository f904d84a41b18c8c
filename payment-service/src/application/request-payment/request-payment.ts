import type { OrderAwaitingPaymentV1 } from '@souk/contracts/order-events';
import type { Clock } from '@souk/kernel/clock';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import type { SessionRequest } from '../../domain/payment/payment-state.ts';
import { Payment } from '../../domain/payment/payment.ts';
import type { AdvancePayment } from '../advance-payment/advance-payment.ts';
import { AmountIsNotChargeable } from '../ports/provider-error.ts';
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
    let request: SessionRequest;
    try {
      request = provider.prepare(order, at);
    } catch (error) {
      if (!(error instanceof AmountIsNotChargeable)) throw error;
      // An order's total does not change: if there is a payment of it, that has been refused, or was taken in hand before.
      await payments.add(Payment.refused({ orderId, email, total, code: error.reason, at }));
      return;
    }
    const requested = Payment.request({ orderId, email, total, request, at });
    const isNew = await payments.add(requested);
    const payment = isNew ? requested : await payments.update(orderId, (before) => before.requestSession(request, at));
    advancePayment.start(orderId, payment);
  }
}
