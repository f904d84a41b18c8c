import type Stripe from 'stripe';
import { newId, now } from './identity.ts';

type Given = Pick<Stripe.Customer, 'description' | 'email' | 'metadata' | 'name' | 'phone' | 'shipping'>;

export function customer(given: Given): Stripe.Customer {
  return {
    id: newId('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: now(),
    default_source: null,
    delinquent: false,
    discount: null,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    ...given,
  };
}
