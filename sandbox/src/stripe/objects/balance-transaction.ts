import type Stripe from 'stripe';
import { newId, now } from './identity.ts';

type Given = Pick<Stripe.BalanceTransaction, 'amount' | 'currency' | 'description' | 'fee'> & { source: string };

/** What a dispute takes from the balance or gives back: `amount` minor units, and `fee` on top of them. */
export function disputeAdjustment(given: Given): Stripe.BalanceTransaction {
  const { amount, currency, fee } = given;
  const feeDetail = { amount: fee, application: null, currency, description: 'Dispute fee', type: 'stripe_fee' };
  return {
    id: newId('txn'),
    object: 'balance_transaction',
    available_on: now(),
    balance_type: 'payments',
    created: now(),
    exchange_rate: null,
    fee_details: fee === 0 ? [] : [feeDetail],
    net: amount - fee,
    reporting_category: amount < 0 ? 'dispute' : 'dispute_reversal',
    status: 'available',
    type: 'adjustment',
    ...given,
  };
}
