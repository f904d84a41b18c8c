import type { MoneyShape } from '@souk/kernel/money';
import type Stripe from 'stripe';
import type { Checkout } from '../../application/ports/payment-provider.ts';
import type { ShopMark } from './shop-mark.ts';
import { toStripeAmount, toStripeTotal } from './stripe-amount.ts';

export interface SessionTerms {
  readonly checkout: Checkout;
  readonly expiresAt: Date;
  /** The shop's base address, without a slash at the end. */
  readonly publicUrl: string;
  readonly mark: ShopMark;
}

/** Of a product's name, in UTF-16 code units. */
const LONGEST_NAME = 250;

/**
 * A hosted payment page for an order. The addresses that it leads back to are the shop's own, whatever the shopper sent.
 * @throws AmountIsNotChargeable
 */
export function sessionParameters({
  checkout,
  expiresAt,
  publicUrl,
  mark,
}: SessionTerms): Stripe.Checkout.SessionCreateParams {
  const { orderId, attempt, email, lines, shipping } = checkout;
  const metadata = { orderId, attempt: String(attempt), ...mark.metadata };
  const items = [...lines, { sku: 'Delivery', name: shipping.name, unitPrice: shipping.price, quantity: 1 }];
  toStripeTotal(items);
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

interface Item {
  readonly sku: string;
  readonly name: string;
  readonly unitPrice: MoneyShape;
  readonly quantity: number;
}

function lineItem({ sku, name, unitPrice, quantity }: Item) {
  const currency = unitPrice.currency.toLowerCase();
  const product_data = { name: shortened(name.toWellFormed().trim()) || sku };
  return { quantity, price_data: { currency, unit_amount: toStripeAmount(unitPrice), product_data } };
}

/** Cut between what people see as characters: half of one would be refused, or look broken. */
function shortened(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(name)) {
    if (kept.length + segment.length >= LONGEST_NAME) break;
    kept += segment;
  }
  return `${kept}…`;
}
