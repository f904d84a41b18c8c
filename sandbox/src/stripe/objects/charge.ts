import type Stripe from 'stripe';
import { newId, now } from './identity.ts';

/** What the card network says of a charge that it let pass. */
export const APPROVED: Stripe.Charge.Outcome = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: 'approved_by_network',
  reason: null,
  risk_level: 'normal',
  seller_message: 'Payment complete.',
  type: 'authorized',
};

type Given = Pick<Stripe.Charge, 'status' | 'outcome'> & Partial<Stripe.Charge>;

/** The charge that an attempt to pay `intent` with `method` leaves behind, whether it succeeds, fails or is still pending. */
export function charge(intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod, given: Given): Stripe.Charge {
  const succeeded = given.status === 'succeeded';
  return {
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: succeeded ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: null,
    captured: succeeded,
    created: now(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    paid: succeeded,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: methodDetails(intent, method),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    transfer_data: null,
    transfer_group: intent.transfer_group,
    ...given,
  };
}

function methodDetails(
  intent: Stripe.PaymentIntent,
  { type, card, sepa_debit }: Stripe.PaymentMethod,
): Stripe.Charge.PaymentMethodDetails {
  if (sepa_debit === undefined) return { type, card: cardDetails(intent, card) };
  const { bank_code, branch_code, country, fingerprint, last4 } = sepa_debit;
  return { type, sepa_debit: { bank_code, branch_code, country, fingerprint, last4, mandate: null } };
}

function cardDetails(
  intent: Stripe.PaymentIntent,
  card: Stripe.PaymentMethod.Card | undefined,
): Stripe.Charge.PaymentMethodDetails.Card | undefined {
  if (card === undefined) return undefined;
  const { brand, checks, country, exp_month, exp_year, fingerprint, funding, last4, regulated_status } = card;
  return {
    amount_authorized: intent.amount,
    authorization_code: null,
    brand,
    checks,
    country,
    electronic_commerce_indicator: null,
    exp_month,
    exp_year,
    fingerprint: fingerprint ?? null,
    funding,
    installments: null,
    last4,
    mandate: null,
    network: brand,
    network_transaction_id: null,
    regulated_status,
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}
