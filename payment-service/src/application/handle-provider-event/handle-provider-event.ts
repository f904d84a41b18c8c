import type { Clock } from '@souk/kernel/clock';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import type { Payment } from '../../domain/payment/payment.ts';
import type { AdvancePayment } from '../advance-payment/advance-payment.ts';
import type { Belonging } from '../ports/belonging.ts';
import type { PaymentProvider } from '../ports/payment-provider.ts';
import type { ProviderNews } from '../ports/provider-event.ts';
import type { EventOutcome } from '../provider-event-fate.ts';

export interface HandleProviderEventPorts {
  readonly payments: PaymentRepository;
  readonly provider: PaymentProvider;
  readonly advancePayment: AdvancePayment;
  readonly clock: Clock;
}

type Change = (payment: Payment) => void;

interface Finding extends Belonging {
  /** Whether a payment knows what the news is about. */
  readonly isOf: (payment: Payment) => boolean;
  readonly change: () => Change | Promise<Change>;
}

const ignored = (reason: string): EventOutcome => ({ state: 'ignored', reason });

/**
 * Moves a payment on when the provider has told something of it. The account may be another application's, too, with the same ids of
 * orders: what carries no mark of this shop and is not known to the payment of its order is left alone.
 */
export class HandleProviderEvent {
  readonly #ports: HandleProviderEventPorts;

  constructor(ports: HandleProviderEventPorts) {
    this.#ports = ports;
  }

  async execute(eventId: string, news: ProviderNews): Promise<EventOutcome> {
    const { payments, advancePayment } = this.#ports;
    const finding = await this.#find(eventId, news);
    if (finding === null) return ignored(`The ${news.about} is of no order on this account.`);
    const { orderId, isMarked, isOf, change } = finding;
    if (!isMarked) {
      const payment = await payments.find(orderId);
      if (payment === null || !isOf(payment)) return ignored(`The ${news.about} is not of this shop.`);
    }
    const payment = await payments.update(orderId, await change());
    if (payment.nextStep !== null) await advancePayment.execute(orderId);
    return { state: 'processed' };
  }

  async #find(eventId: string, news: ProviderNews): Promise<Finding | null> {
    const { provider, clock } = this.#ports;
    switch (news.about) {
      case 'session': {
        const { sessionId } = news;
        const isOf = (payment: Payment) => payment.holds(sessionId) || payment.hasTaken({ sessionId });
        const change = async () => {
          const session = await provider.findSession(sessionId);
          return (payment: Payment) => payment.applySession(session, clock.now());
        };
        return { ...news, isOf, change };
      }
      case 'decline': {
        const { code, message } = news;
        const change = (payment: Payment) => payment.recordDecline({ eventId, code, message }, clock.now());
        return { ...news, isOf: () => false, change: () => change };
      }
      case 'refund': {
        const found = await provider.findRefund(news.providerRefundId);
        if (found === null) return null;
        const change = (payment: Payment) => payment.settleRefund(found.refund, clock.now());
        return { ...found, isOf: (payment) => payment.hasTaken(found.refund), change: () => change };
      }
      case 'dispute': {
        const found = await provider.findDispute(news.disputeId);
        if (found === null) return null;
        const change = (payment: Payment) => payment.applyDispute(found.dispute, clock.now());
        return { ...found, isOf: (payment) => payment.hasTaken(found.dispute), change: () => change };
      }
    }
  }
}
