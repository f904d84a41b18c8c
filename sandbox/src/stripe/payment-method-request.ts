import { NO_BILLING_DETAILS, type BillingDetails, type CardDetails } from './objects/payment-method.ts';
import type { Params } from './params.ts';
import { readAddress } from './shipping-request.ts';

export interface PaymentMethodRequest {
  readonly card: CardDetails | null;
  readonly token: string | null;
  readonly iban: string | null;
  readonly billing: BillingDetails;
}

/** A card by its number or by a ready-made `token`, or a bank account; none is checked here. */
export function readPaymentMethodRequest(body: Params): PaymentMethodRequest {
  const type = body.required('type', body.oneOf('type', ['card', 'sepa_debit']));
  const details = body.required(type, body.object(type));
  details.accept('cvc');
  body.accept('metadata');
  const [number, iban] = type === 'card' ? [details.string('number'), null] : [null, details.string('iban')];
  const request: PaymentMethodRequest = {
    token: type === 'card' ? details.string('token') : null,
    card: number === null ? null : { number, ...readExpiry(details) },
    iban,
    billing: readBilling(body.object('billing_details')),
  };
  body.rejectUnknown();
  return request;
}

function readExpiry(card: Params) {
  return {
    expMonth: card.required('exp_month', card.integer('exp_month', { min: 1, max: 12 })),
    expYear: card.required('exp_year', card.integer('exp_year', { min: 2000, max: 2100 })),
  };
}

function readBilling(details: Params | null): BillingDetails {
  if (details === null) return NO_BILLING_DETAILS;
  return {
    ...NO_BILLING_DETAILS,
    address: readAddress(details),
    email: details.string('email'),
    name: details.string('name'),
    phone: details.string('phone'),
  };
}
