import { DomainError } from '@souk/kernel/domain-error';
import type { PaymentStatus, Transition } from './payment-status.ts';
import type { RefundReason, RefundStatus } from './refund.ts';

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

export class NothingWasCaptured extends DomainError {
  readonly code = 'payment.nothing-captured';
  readonly kind = 'conflict';
  constructor(orderId: string) {
    super('Nothing was taken for this order, so nothing can be given back; look both up.', { orderId });
  }
}

export class CaptureIsUnknown extends DomainError {
  readonly code = 'payment.capture-unknown';
  readonly kind = 'not-found';
  constructor(paymentIntentId: string) {
    super('This payment knows of no such money, or not yet; look it up at the provider.', { paymentIntentId });
  }
}

export class RefundIsUnknown extends DomainError {
  readonly code = 'payment.refund-unknown';
  readonly kind = 'not-found';
  constructor(refundId: string) {
    super('This payment has asked for no such refund; look it up at the provider.', { refundId });
  }
}

export class RefundCannotBeRepeated extends DomainError {
  readonly code = 'payment.refund-not-repeatable';
  readonly kind = 'conflict';
  constructor(refundId: string, refundStatus: RefundStatus, reason: RefundReason) {
    super(
      reason === 'late-payment'
        ? 'This refund has not failed; wait for its outcome.'
        : "Only refunds of money that came late are repeated here; ask for the order's own money at the order.",
      { refundId, refundStatus, reason },
    );
  }
}
