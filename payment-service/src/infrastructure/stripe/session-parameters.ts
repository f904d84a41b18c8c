import type { MoneyShape } from '@souk/kernel/money';
import type Stripe from 'stripe';
import type { Checkout } from '../../application/ports/payment-provider.ts';
import { toStripeAmount } from './stripe-amount.ts';

export interface SessionTerms {
  readonly checkout: Checkout;
  readonly expiresAt: Date;
  /** The shop's base address, without a slash at the end. */
  readonly publicUrl: string;
}

/** A hosted payment page for an order. The addresses that it leads back to are the shop's own, whatever the shopper sent. */
export function sessionParameters({
  checkout,
  expiresAt,
  publicUrl,
}: SessionTerms): Stripe.Checkout.SessionCreateParams {
  const { orderId, attempt, email, lines, shipping } = checkout;
  const metadata = { orderId, attempt: String(attempt) };
  const items = [...lines, { name: shipping.name, unitPrice: shipping.price, quantity: 1 }];
  return {
    mode: 'payment',
    client_reference_id: orderId,
    customer_email: email,
    expires_at: Math.floor(expiresAt.getTime() / 1000),
    success_url: `${publicUrl}/checkout/success?order=${orderId}&session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${publicUrl}/checkout/cancelled?order=${orderId}`,
    metadata,
    payment_intent_data: { metadata },
    // The order's total is in the shop's currency, whatever Stripe's dashboard would let shoppers choose.
    adaptive_pricing: { enabled: false },
    line_items: items.filter(({ unitPrice }) => unitPrice.amount > 0).map(lineItem),
  };
}

function lineItem({ name, unitPrice, quantity }: { name: string; unitPrice: MoneyShape; quantity: number }) {
  const currency = unitPrice.currency.toLowerCase();
  return { quantity, price_data: { currency, unit_amount: toStripeAmount(unitPrice), product_data: { name } } };
}
