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

interface Consequence {
  readonly orderId: string;
  readonly change: (payment: Payment) => void;
}

/** Moves a payment on when the provider has told something of it. */
export class HandleProviderEvent {
  readonly #ports: HandleProviderEventPorts;

  constructor(ports: HandleProviderEventPorts) {
    this.#ports = ports;
  }

  async execute(eventId: string, news: ProviderNews): Promise<void> {
    const consequence = await this.#consequenceOf(eventId, news);
    if (consequence === null) return;
    const { orderId, change } = consequence;
    const payment = await this.#ports.payments.update(orderId, change);
    if (payment.nextStep !== null) await this.#ports.advancePayment.execute(orderId);
  }

  /** Null when it is about something that is not this shop's. */
  async #consequenceOf(eventId: string, news: ProviderNews): Promise<Consequence | null> {
    const { provider, clock } = this.#ports;
    switch (news.about) {
      case 'session': {
        const session = await provider.findSession(news.sessionId);
        return { orderId: news.orderId, change: (payment) => payment.applySession(session, clock.now()) };
      }
      case 'decline': {
        const { orderId, code, message } = news;
        return { orderId, change: (payment) => payment.recordDecline({ eventId, code, message }, clock.now()) };
      }
      case 'refund': {
        const found = await provider.findRefund(news.providerRefundId);
        return found && { ...found, change: (payment) => payment.settleRefund(found.refund, clock.now()) };
      }
      case 'dispute': {
        const found = await provider.findDispute(news.disputeId);
        return found && { ...found, change: (payment) => payment.applyDispute(found.dispute, clock.now()) };
      }
    }
  }
}
