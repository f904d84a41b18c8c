import type { Clock } from '@souk/kernel/clock';
import { PaymentNotFound } from '../../domain/payment/payment-error.ts';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import type { PaymentProvider } from '../ports/payment-provider.ts';

export interface ReconcilePaymentPorts {
  readonly payments: PaymentRepository;
  readonly provider: PaymentProvider;
  readonly clock: Clock;
}

/** Asks the provider how things stand that a payment waits for news of: webhooks can be lost. */
export class ReconcilePayment {
  readonly #ports: ReconcilePaymentPorts;

  constructor(ports: ReconcilePaymentPorts) {
    this.#ports = ports;
  }

  async execute(orderId: string): Promise<void> {
    const { payments, provider, clock } = this.#ports;
    const payment = await payments.find(orderId);
    if (payment === null) throw new PaymentNotFound();
    const { status, session, refunds } = payment.state;
    if ((status === 'open' || status === 'processing') && session !== null) {
      const found = await provider.findSession(session.id);
      await payments.update(orderId, (payment) => payment.applySession(found, clock.now()));
    }
    for (const { status, providerRefundId } of refunds) {
      if (status !== 'pending' || providerRefundId === null) continue;
      const found = await provider.findRefund(providerRefundId);
      await payments.update(orderId, (payment) => payment.settleRefund(found, clock.now()));
    }
  }
}
