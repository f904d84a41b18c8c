import type Stripe from 'stripe';
import { idOf } from './objects/identity.ts';
import type { StripeState } from './stripe-state.ts';
import { testCard, type Aftermath } from './test-cards.ts';

/** What the test card behind a charge has in store for it, if anything. */
export function aftermathOf(
  { cardNumbers }: StripeState,
  { payment_method }: Pick<Stripe.Charge | Stripe.Refund, 'payment_method'>,
): Aftermath | undefined {
  const number = payment_method === null ? undefined : cardNumbers.get(idOf(payment_method));
  const outcome = number === undefined ? undefined : testCard(number).outcome;
  return outcome?.kind === 'succeeds' ? outcome.then : undefined;
}
