import type Stripe from 'stripe';
import { seededFraction } from '../faults/seeded-fraction.ts';
import type { Collection } from '../store.ts';
import type { Catalog } from './catalog.ts';
import type { Checkout } from './checkout.ts';
import { readSessionRequest } from './checkout-request.ts';
import { NO_REQUEST } from './objects/event.ts';
import { NO_BILLING_DETAILS } from './objects/payment-method.ts';
import { Params } from './params.ts';
import type { PaymentMethods } from './payment-methods.ts';
import type { Refunds } from './refunds.ts';

export interface NeighbourOptions {
  /** It sells something with the first session that others complete, and then with each so many-th. */
  readonly every: number;
  /** Decides what happens to what it sells. */
  readonly seed: number;
}

/** What it uses of the account. */
interface SharedAccount {
  readonly catalog: Catalog;
  readonly checkout: Checkout;
  readonly paymentMethods: PaymentMethods;
  readonly refunds: Refunds;
}

/** What was counted over restarts. */
export interface NeighbourCount {
  readonly seen: number;
}

/** Its sessions and payments carry this in their metadata. */
const APPLICATION = 'donations';

type Happening = (sessionId: string) => void;

/**
 * Another application on the same account, with sessions, payments, refunds and disputes of its own, whose events the endpoint is told
 * of, too. It calls what it sells `orderId`, as others may.
 */
export class Neighbour {
  readonly #account: SharedAccount;
  readonly #count: Collection<NeighbourCount>;
  readonly #options: NeighbourOptions | null;

  constructor(account: SharedAccount, count: Collection<NeighbourCount>, options: NeighbourOptions | null = null) {
    this.#account = account;
    this.#count = count;
    this.#options = options;
  }

  /** Others have completed a session. */
  notice({ metadata }: Stripe.Checkout.Session): void {
    if (this.#options === null || metadata?.['application'] === APPLICATION) return;
    const { every, seed } = this.#options;
    const seen = this.#count.get('sessions')?.seen ?? 0;
    this.#count.put('sessions', { seen: seen + 1 });
    if (seen % every !== 0) return;
    const turn = seen / every;
    const happenings: readonly Happening[] = [this.#refund, this.#disputed, this.#abandoned, this.#debit];
    const happens = happenings[Math.floor(seededFraction(seed, 0, turn) * happenings.length)] ?? this.#refund;
    happens(this.#sell(`donation-${turn + 1}`));
  }

  #sell(reference: string): string {
    const { checkout, catalog } = this.#account;
    const form = new URLSearchParams({
      mode: 'payment',
      success_url: 'https://donations.example/thanks',
      client_reference_id: reference,
      'metadata[application]': APPLICATION,
      'metadata[orderId]': reference,
      'payment_intent_data[metadata][application]': APPLICATION,
      'payment_intent_data[metadata][orderId]': reference,
      'line_items[0][quantity]': '1',
      'line_items[0][price_data][currency]': 'eur',
      'line_items[0][price_data][unit_amount]': '900',
      'line_items[0][price_data][product_data][name]': 'Donation',
    });
    const { id } = checkout.create(readSessionRequest(Params.parse(form.toString()), catalog, undefined));
    this.#pay(id, '4000000000000002');
    return id;
  }

  #pay(sessionId: string, number: string): Stripe.PaymentIntent {
    const { checkout, paymentMethods } = this.#account;
    const card = { number, expMonth: 12, expYear: new Date().getFullYear() + 2 };
    return checkout.pay(sessionId, paymentMethods.add(card, NO_BILLING_DETAILS), NO_REQUEST);
  }

  #refund: Happening = (sessionId) => {
    const { id } = this.#pay(sessionId, '4242424242424242');
    const form = new URLSearchParams({ payment_intent: id, amount: '300' });
    this.#account.refunds.create(Params.parse(form.toString()), NO_REQUEST);
  };

  #disputed: Happening = (sessionId) => {
    this.#pay(sessionId, '4000000000000259');
  };

  #abandoned: Happening = (sessionId) => {
    this.#account.checkout.expire(sessionId, NO_REQUEST);
  };

  #debit: Happening = (sessionId) => {
    const { checkout, paymentMethods } = this.#account;
    checkout.pay(sessionId, paymentMethods.addIban('IT60X0542811101000000123456', NO_BILLING_DETAILS), NO_REQUEST);
  };
}
