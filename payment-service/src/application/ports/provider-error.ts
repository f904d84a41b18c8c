import { DomainError } from '@souk/kernel/domain-error';
import type { MoneyShape } from '@souk/kernel/money';
import type { Refusal } from '../../domain/payment/payment-state.ts';

export class ProviderIsUnavailable extends DomainError {
  readonly code = 'payment.provider-unavailable';
  readonly kind = 'unavailable';
  constructor(reason: string) {
    super(`The payment provider gave no answer to rely on (${reason}); it is asked again.`);
  }
}

export class ProviderRefused extends DomainError {
  readonly code = 'payment.provider-refused';
  readonly kind = 'unprocessable';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(`The payment provider said no (${refusal.reason}); look the request up in its log.`);
    this.refusal = refusal;
  }

  /** Whether there is nothing of such an id on the account. */
  get isMissing(): boolean {
    return this.refusal.code === 'resource_missing';
  }
}

export class ProviderAnswerHasNoEffect extends DomainError {
  readonly code = 'payment.answer-without-effect';
  readonly kind = 'conflict';
  constructor(step: string, orderId: string) {
    super(
      `The provider's answer to ${step} leaves the payment of order ${orderId} as it was; compare the two in its log.`,
    );
  }
}

export class AmountIsNotChargeable extends DomainError {
  readonly code = 'payment.amount-not-chargeable';
  readonly kind = 'invalid';
  /** As the provider would call it. */
  readonly reason: 'amount_too_small' | 'amount_too_large' | 'amount_not_in_steps';
  constructor(reason: AmountIsNotChargeable['reason'], { amount, currency }: MoneyShape, allowed: string) {
    super(`${amount} minor units of ${currency} cannot be charged; use ${allowed}.`);
    this.reason = reason;
  }
}

export class WebhookSignatureIsInvalid extends DomainError {
  readonly code = 'webhook.signature-invalid';
  readonly kind = 'invalid';
  constructor() {
    super('This is not a webhook that the provider has signed within the last five minutes; check the signing secret.');
  }
}

export class WebhookIsUnreadable extends DomainError {
  readonly code = 'webhook.unreadable';
  readonly kind = 'invalid';
  constructor() {
    super('This is signed, and no event: send JSON with an id and a type, as the provider does.');
  }
}

export class WebhookModeDiffers extends DomainError {
  readonly code = 'webhook.mode-differs';
  readonly kind = 'invalid';
  constructor() {
    super('Test and live mode are mixed; register the endpoint in the mode of STRIPE_SECRET_KEY.');
  }
}

export class ProviderEventNotFound extends DomainError {
  readonly code = 'webhook.event-not-found';
  readonly kind = 'not-found';
  constructor() {
    super('There is no such event; GET /v1/admin/webhook-events lists those that there are.');
  }
}
