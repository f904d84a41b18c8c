import type { Clock } from '@souk/kernel/clock';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import type { Payment } from '../../domain/payment/payment.ts';
import type { AdvancePayment } from '../advance-payment/advance-payment.ts';
import type { PaymentProvider } from '../ports/payment-provider.ts';
import type { ProviderNews } from '../ports/provider-event.ts';

export interface HandleProviderEventPorts {
  readonly payments: PaymentRepository;
  readonly provider: PaymentProvider;
  readonly advancePayment: AdvancePayment;
  readonly clock: Clock;
}

/** Moves a payment on when the provider has told something of it. */
export class HandleProviderEvent {
  readonly #ports: HandleProviderEventPorts;

  constructor(ports: HandleProviderEventPorts) {
    this.#ports = ports;
  }

  async execute(eventId: string, news: ProviderNews): Promise<void> {
    const change = await this.#changeOf(eventId, news);
    const payment = await this.#ports.payments.update(news.orderId, change);
    if (payment.nextStep !== null) await this.#ports.advancePayment.execute(news.orderId);
  }

  async #changeOf(eventId: string, news: ProviderNews): Promise<(payment: Payment) => void> {
    const { provider, clock } = this.#ports;
    switch (news.about) {
      case 'session': {
        const session = await provider.findSession(news.sessionId);
        return (payment) => payment.applySession(session, clock.now());
      }
      case 'refund': {
        const refund = await provider.findRefund(news.providerRefundId);
        return (payment) => payment.settleRefund(refund, clock.now());
      }
      case 'decline': {
        const { code, message } = news;
        return (payment) => payment.recordDecline({ eventId, code, message }, clock.now());
      }
    }
  }
}
