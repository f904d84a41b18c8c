import type Stripe from 'stripe';
import type { Params } from './params.ts';

/** Reads `shipping[name]`, `shipping[address][line1]`, … */
export function readShipping(body: Params): Stripe.PaymentIntent.Shipping | null {
  const shipping = body.object('shipping');
  if (shipping === null) return null;
  const address = readAddress(shipping);
  return {
    name: shipping.required('name', shipping.string('name')),
    ...(address !== null && { address }),
    carrier: shipping.string('carrier'),
    phone: shipping.string('phone'),
    tracking_number: shipping.string('tracking_number'),
  };
}

export function readAddress(owner: Params): Stripe.Address | null {
  const address = owner.object('address');
  if (address === null) return null;
  return {
    city: address.string('city'),
    country: address.string('country'),
    line1: address.string('line1'),
    line2: address.string('line2'),
    postal_code: address.string('postal_code'),
    state: address.string('state'),
  };
}
