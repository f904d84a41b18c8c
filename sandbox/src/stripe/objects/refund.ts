import type Stripe from 'stripe';
import { newId, now } from './identity.ts';

type Given = Pick<Stripe.Refund, 'amount' | 'metadata' | 'reason'> & Partial<Stripe.Refund>;

const TO_THE_CARD: Stripe.Refund.DestinationDetails = {
  type: 'card',
  card: { type: 'refund', reference_status: 'pending' },
};

/** A refund of `amount` minor units of `charge`. */
export function refund(charge: Stripe.Charge, given: Given): Stripe.Refund {
  return {
    id: newId('re'),
    object: 'refund',
    balance_transaction: null,
    charge: charge.id,
    created: now(),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    ...(charge.payment_method_details?.type === 'card' && { destination_details: TO_THE_CARD }),
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
    ...given,
  };
}
