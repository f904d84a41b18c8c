import type Stripe from 'stripe';

type Intent = Stripe.PaymentIntent;

export type Failure = Pick<Stripe.PaymentIntent.LastPaymentError, 'code' | 'decline_code' | 'message'>;

/** `intent` after `paid` has taken its whole amount. */
export function succeededIntent(intent: Intent, paid: Stripe.Charge, method: Stripe.PaymentMethod): Intent {
  return {
    ...intent,
    status: 'succeeded',
    amount_received: intent.amount,
    latest_charge: paid.id,
    payment_method: method.id,
    last_payment_error: null,
    next_action: null,
  };
}

/** `intent` after a try that took nothing; it waits for another payment method. `chargeId` is null when the try left no charge. */
export function failedIntent(
  intent: Intent,
  method: Stripe.PaymentMethod,
  error: Failure,
  chargeId: string | null,
): Intent {
  return {
    ...intent,
    status: 'requires_payment_method',
    latest_charge: chargeId ?? intent.latest_charge,
    last_payment_error: {
      type: 'card_error',
      ...error,
      ...(chargeId && { charge: chargeId }),
      payment_method: method,
    },
    payment_method: null,
    next_action: null,
  };
}
