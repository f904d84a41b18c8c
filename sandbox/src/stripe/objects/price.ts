import type Stripe from 'stripe';
import { newId, now } from './identity.ts';

/** A price as it travels: `unit_amount_decimal` is a string, of which the SDK makes a `Decimal`. */
export type WirePrice = Omit<Stripe.Price, 'unit_amount_decimal'> & { unit_amount_decimal: string };

type Given = Pick<Stripe.Price, 'active' | 'currency' | 'metadata' | 'product'> & { unit_amount: number };

/** A one-time price of `unit_amount` minor units. */
export function price(given: Given): WirePrice {
  return {
    id: newId('price'),
    object: 'price',
    billing_scheme: 'per_unit',
    created: now(),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    nickname: null,
    recurring: null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: 'one_time',
    unit_amount_decimal: String(given.unit_amount),
    ...given,
  };
}
