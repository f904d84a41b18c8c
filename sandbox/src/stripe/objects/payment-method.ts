import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import { newId, now } from './identity.ts';

export interface CardDetails {
  readonly number: string;
  readonly expMonth: number;
  readonly expYear: number;
}

export type BillingDetails = Stripe.PaymentMethod.BillingDetails;

export const NO_BILLING_DETAILS: BillingDetails = { address: null, email: null, name: null, phone: null, tax_id: null };

/** A Visa card as a payment method: every test card that the sandbox knows is a Visa. */
export function cardPaymentMethod(card: CardDetails, billing: BillingDetails): Stripe.PaymentMethod {
  return {
    ...paymentMethod('card', billing),
    card: {
      brand: 'visa',
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      display_brand: 'visa',
      exp_month: card.expMonth,
      exp_year: card.expYear,
      fingerprint: fingerprintOf(card.number),
      funding: 'credit',
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: ['visa'], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
  };
}

/** A bank account that SEPA debits are drawn from. */
export function sepaPaymentMethod(iban: string, billing: BillingDetails): Stripe.PaymentMethod {
  return {
    ...paymentMethod('sepa_debit', billing),
    sepa_debit: {
      bank_code: iban.slice(4, 9),
      branch_code: '',
      country: iban.slice(0, 2),
      fingerprint: fingerprintOf(iban),
      generated_from: { charge: null, setup_attempt: null },
      last4: iban.slice(-4),
    },
  };
}

function paymentMethod(type: 'card' | 'sepa_debit', billing: BillingDetails): Stripe.PaymentMethod {
  return {
    id: newId('pm'),
    object: 'payment_method',
    billing_details: billing,
    created: now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type,
  };
}

const fingerprintOf = (number: string) => createHash('sha256').update(number).digest('hex').slice(0, 16);
