import type Stripe from 'stripe';
import { newId, now } from './identity.ts';

type Given = Pick<Stripe.Product, 'description' | 'images' | 'metadata' | 'name'>;

export function product(given: Given): Stripe.Product {
  return {
    id: newId('prod'),
    object: 'product',
    active: true,
    created: now(),
    default_price: null,
    livemode: false,
    marketing_features: [],
    package_dimensions: null,
    shippable: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    updated: now(),
    url: null,
    ...given,
  };
}
