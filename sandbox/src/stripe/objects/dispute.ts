import type Stripe from 'stripe';
import { disputeAdjustment } from './balance-transaction.ts';
import { newId, now } from './identity.ts';

const DAYS_TO_RESPOND = 9;
const FEE = 1500;

/** A dispute of the whole charge as fraudulent. The money is withdrawn at once and the shop may respond. */
export function dispute(charge: Stripe.Charge): Stripe.Dispute {
  const id = newId('du');
  const { amount, currency, billing_details: billing } = charge;
  return {
    id,
    object: 'dispute',
    amount,
    balance_transactions: [
      disputeAdjustment({
        amount: -amount,
        currency,
        description: `Chargeback withdrawal for ${charge.id}`,
        fee: FEE,
        source: id,
      }),
    ],
    charge: charge.id,
    created: now(),
    currency,
    enhanced_eligibility_types: [],
    evidence: { ...NO_EVIDENCE, customer_email_address: billing.email, customer_name: billing.name },
    evidence_details: {
      due_by: now() + DAYS_TO_RESPOND * 24 * 3600,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: {
      type: 'card',
      card: { brand: 'visa', case_type: 'chargeback', network: 'visa', network_reason_code: '10.4' },
    },
    reason: 'fraudulent',
    status: 'needs_response',
  };
}

/** A question of the shopper's bank before there is a dispute: no money is withdrawn, and it can still be given back. */
export const inquiry = (charge: Stripe.Charge): Stripe.Dispute => {
  const asked = dispute(charge);
  return {
    ...asked,
    balance_transactions: [],
    is_charge_refundable: true,
    payment_method_details: {
      type: 'card',
      card: { brand: 'visa', case_type: 'inquiry', network: 'visa', network_reason_code: '10.4' },
    },
    status: 'warning_needs_response',
  };
};

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};
