import type Stripe from 'stripe';
import { invalidRequest } from './api-error.ts';
import type { Catalog } from './catalog.ts';
import { checkChargeable, checkedCurrency } from './money.ts';
import { paymentIntent } from './objects/payment-intent.ts';
import type { Params } from './params.ts';
import { readShipping } from './shipping-request.ts';

export interface IntentRequest {
  readonly intent: Stripe.PaymentIntent;
  readonly paymentMethod: string | null;
  readonly confirm: boolean;
}

/** Checks the parameters of a payment intent that is made without Checkout. */
export function readIntentRequest(body: Params, catalog: Catalog): IntentRequest {
  const amount = body.required('amount', body.integer('amount', { min: 1 }));
  const currency = checkedCurrency(body.required('currency', body.string('currency')), 'currency');
  checkChargeable(amount, currency, 'Amount', 'amount');
  const customerId = body.string('customer');
  const paymentMethod = body.string('payment_method');
  const confirm = body.boolean('confirm') ?? false;
  body.oneOf('capture_method', ['automatic', 'automatic_async']);
  body.accept('payment_method_types', 'automatic_payment_methods', 'return_url', 'off_session', 'setup_future_usage');
  const intent = paymentIntent({
    amount,
    currency,
    customer: customerId === null ? null : catalog.customer(customerId, 'customer').id,
    description: body.string('description', { max: 1000 }),
    metadata: body.metadata(),
    receipt_email: body.string('receipt_email'),
    shipping: readShipping(body),
    status: paymentMethod === null ? 'requires_payment_method' : 'requires_confirmation',
  });
  body.rejectUnknown();
  if (confirm && paymentMethod === null) throw missingPaymentMethod();
  return { intent, paymentMethod, confirm };
}

export function missingPaymentMethod(): Error {
  return invalidRequest(
    'You cannot confirm this PaymentIntent because it is missing a payment method. Send payment_method, for example pm_card_visa.',
    { code: 'payment_intent_unexpected_state' },
  );
}
