import type Stripe from 'stripe';
import { newId } from './identity.ts';
import type { WirePrice } from './price.ts';

export type WireLineItem = Omit<Stripe.LineItem, 'price'> & { price: WirePrice };

export function lineItem(price: WirePrice, quantity: number, description: string): WireLineItem {
  const amount = (price.unit_amount ?? 0) * quantity;
  return {
    id: newId('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description,
    metadata: {},
    price,
    quantity,
  };
}
