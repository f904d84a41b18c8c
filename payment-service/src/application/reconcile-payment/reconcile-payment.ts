import type { Clock } from '@souk/kernel/clock';
import { PaymentNotFound } from '../../domain/payment/payment-error.ts';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import type { AdvancePayment } from '../advance-payment/advance-payment.ts';
import type { PaymentProvider } from '../ports/payment-provider.ts';

export interface ReconcilePaymentPorts {
  readonly payments: PaymentRepository;
  readonly provider: PaymentProvider;
  readonly advancePayment: AdvancePayment;
  readonly clock: Clock;
}

/** Asks the provider how everything of a payment stands that may have changed there, for webhooks can be lost, and moves it on. */
export class ReconcilePayment {
  readonly #ports: ReconcilePaymentPorts;

  constructor(ports: ReconcilePaymentPorts) {
    this.#ports = ports;
  }

  async execute(orderId: string): Promise<void> {
    const { payments, provider, advancePayment, clock } = this.#ports;
    const payment = await payments.find(orderId);
    if (payment === null) throw new PaymentNotFound();
    const { session, refunds, disputes } = payment.state;
    if (session !== null) {
      const found = await provider.findSession(session.id);
      await payments.update(orderId, (payment) => payment.applySession(found, clock.now()));
    }
    for (const { providerRefundId } of refunds) {
      const found = providerRefundId === null ? null : await provider.findRefund(providerRefundId);
      if (found !== null) await payments.update(orderId, (payment) => payment.settleRefund(found.refund, clock.now()));
    }
    for (const { disputeId } of disputes) {
      const found = await provider.findDispute(disputeId);
      if (found !== null) await payments.update(orderId, (payment) => payment.applyDispute(found.dispute, clock.now()));
    }
    await advancePayment.execute(orderId);
  }
}
