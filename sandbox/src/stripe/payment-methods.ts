import { existing, invalidRequest } from './api-error.ts';
import type Stripe from 'stripe';
import {
  cardPaymentMethod,
  NO_BILLING_DETAILS,
  sepaPaymentMethod,
  type BillingDetails,
  type CardDetails,
} from './objects/payment-method.ts';
import type { StripeState } from './stripe-state.ts';
import { testCard, testCardNamed } from './test-cards.ts';
import { testIban } from './test-ibans.ts';

/** The cards and bank accounts that payments are made with. */
export class PaymentMethods {
  readonly #state: StripeState;

  constructor(state: StripeState) {
    this.#state = state;
  }

  /** @throws ApiError when the number is not a test card's. */
  add(card: CardDetails, billing: BillingDetails): Stripe.PaymentMethod {
    const { number } = testCard(card.number);
    const method = cardPaymentMethod({ ...card, number }, billing);
    this.#state.cardNumbers.put(method.id, number);
    return this.#state.paymentMethods.put(method.id, method);
  }

  /** @throws ApiError when the IBAN is not a test one. */
  addIban(given: string, billing: BillingDetails): Stripe.PaymentMethod {
    const { iban } = testIban(given);
    const method = sepaPaymentMethod(iban, billing);
    this.#state.ibans.put(method.id, iban);
    return this.#state.paymentMethods.put(method.id, method);
  }

  /** A ready-made card: `tok_visa`, `pm_card_chargeDeclined`, … */
  addNamed(name: string, billing = NO_BILLING_DETAILS): Stripe.PaymentMethod {
    const card = testCardNamed(name);
    if (card === undefined)
      throw invalidRequest(`No such token: '${name}'`, { code: 'resource_missing', param: 'token' });
    return this.add({ number: card.number, expMonth: 12, expYear: new Date().getFullYear() + 2 }, billing);
  }

  /** By id, or a fresh one for a ready-made name. */
  resolve(id: string): Stripe.PaymentMethod {
    if (testCardNamed(id) !== undefined) return this.addNamed(id);
    return existing('PaymentMethod', this.#state.paymentMethods, id, 'payment_method');
  }
}
