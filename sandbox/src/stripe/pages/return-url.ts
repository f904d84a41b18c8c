import type Stripe from 'stripe';

/** `success_url` with the session's id filled in, also where a client has percent-encoded the braces. */
export function returnUrl({ id, success_url }: Stripe.Checkout.Session): string | null {
  return success_url?.replaceAll(/(?:\{|%7B)CHECKOUT_SESSION_ID(?:\}|%7D)/gi, id) ?? null;
}
