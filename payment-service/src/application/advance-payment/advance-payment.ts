import type { Clock } from '@souk/kernel/clock';
import type { PaymentRepository } from '../../domain/payment/payment-repository.ts';
import type { SessionRequest } from '../../domain/payment/payment-state.ts';
import type { Payment, Step } from '../../domain/payment/payment.ts';
import type { OrderWork } from '../ports/order-work.ts';
import { ProviderAnswerHasNoEffect } from '../ports/provider-error.ts';
import type { PaymentProvider } from '../ports/payment-provider.ts';

export interface AdvancePaymentPorts {
  readonly payments: PaymentRepository;
  readonly provider: PaymentProvider;
  readonly work: OrderWork;
  readonly clock: Clock;
}

/**
 * Has the provider do what a payment needs, step by step, until it waits for news. Cut off anywhere, it may start again: the
 * wish was stored before the provider is asked, and the provider does what it is asked twice once.
 */
export class AdvancePayment {
  readonly #ports: AdvancePaymentPorts;

  constructor(ports: AdvancePaymentPorts) {
    this.#ports = ports;
  }

  /** Does it when it is this order's turn. A payment that was just stored need not be read for that. */
  start(orderId: string, stored?: Payment): void {
    this.#ports.work.start(orderId, () => this.execute(orderId, stored));
  }

  async execute(orderId: string, stored?: Payment): Promise<void> {
    let step = (stored ?? (await this.#ports.payments.find(orderId)))?.nextStep ?? null;
    while (step !== null) {
      const { nextStep } = await this.#take(step, orderId);
      if (JSON.stringify(nextStep) === JSON.stringify(step)) throw new ProviderAnswerHasNoEffect(step.type, orderId);
      step = nextStep;
    }
  }

  async #take(step: Step, orderId: string): Promise<Payment> {
    const { payments, provider, clock } = this.#ports;
    switch (step.type) {
      case 'open-session':
        return this.#openSession(step.request, orderId);
      case 'close-session': {
        const session = await provider.closeSession(step.sessionId);
        return payments.update(orderId, (payment) => payment.applySession(session, clock.now()));
      }
      case 'refund': {
        const refund = await provider.refund(orderId, step.refund);
        return payments.update(orderId, (payment) => payment.settleRefund(refund, clock.now()));
      }
    }
  }

  async #openSession(request: SessionRequest, orderId: string): Promise<Payment> {
    const { payments, provider, clock } = this.#ports;
    const answer = await provider.openSession(request);
    if (answer.outcome === 'refused') {
      return payments.update(orderId, (payment) => payment.acceptRefusal(request, answer.refusal, clock.now()));
    }
    const { session } = answer;
    const payment = await payments.update(orderId, (payment) => payment.applySession(session, clock.now()));
    // The payment may have moved on while the provider answered; a session that it does not know would stay payable.
    if (!payment.holds(session.id)) await provider.closeSession(session.id);
    return payment;
  }
}
