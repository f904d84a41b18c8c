import { DomainError } from '@souk/kernel/domain-error';
import type { MoneyShape } from '@souk/kernel/money';
import type { PaymentStatus, Transition } from './payment-status.ts';

export class PaymentNotFound extends DomainError {
  readonly code = 'payment.not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no payment of such an order; look the order up by its id.');
  }
}

export class TransitionIsNotAllowed extends DomainError {
  readonly code = 'payment.transition-not-allowed';
  readonly kind = 'conflict';
  constructor(transition: Transition, status: PaymentStatus) {
    super(`A payment that is ${status} cannot: ${transition}.`, { paymentStatus: status });
  }
}

/** Somebody paid something else than this order: an alarm, never a confirmation. */
export class SessionDoesNotMatchPayment extends DomainError {
  readonly code = 'payment.session-mismatch';
  readonly kind = 'conflict';
  constructor(what: 'amount' | 'order' | 'mode', sessionId: string, details: Readonly<Record<string, unknown>> = {}) {
    super(`The ${what} of session ${sessionId} is not that of its order; look at both and refund by hand.`, {
      sessionId,
      ...details,
    });
  }
}

export class RefundExceedsCapture extends DomainError {
  readonly code = 'payment.refund-exceeds-capture';
  readonly kind = 'conflict';
  constructor(asked: MoneyShape, left: MoneyShape | null) {
    super('More would be given back than was taken; ask for what is left at most.', { asked, left });
  }
}

export class RefundIsUnknown extends DomainError {
  readonly code = 'payment.refund-unknown';
  readonly kind = 'not-found';
  constructor(refundId: string) {
    super('This payment has asked for no such refund; look it up at the provider.', { refundId });
  }
}
