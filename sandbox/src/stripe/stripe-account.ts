import type { Store } from '../store.ts';
import { Catalog } from './catalog.ts';
import { Checkout } from './checkout.ts';
import { Disputes } from './disputes.ts';
import { EventLog, type WebhookEndpoint } from './event-log.ts';
import type { Expandables } from './expansion.ts';
import { Neighbour, type NeighbourOptions } from './neighbour.ts';
import { list } from './objects/list.ts';
import { PaymentMethods } from './payment-methods.ts';
import { Payments } from './payments.ts';
import { Refunds } from './refunds.ts';
import { stripeState, type StripeState } from './stripe-state.ts';

export interface StripeAccountOptions extends WebhookEndpoint {
  /** Base of the links to the payment pages, without a slash at the end. */
  readonly publicUrl: string;
  /** After how many milliseconds a debit or a pending refund settles. */
  readonly settleAfterMs: number;
  /** Another application that uses the account; none by default. */
  readonly neighbour?: NeighbourOptions | null;
}

/** One Stripe test account: what it holds and everything that acts on it. */
export class StripeAccount implements Expandables {
  readonly state: StripeState;
  readonly events: EventLog;
  readonly catalog: Catalog;
  readonly paymentMethods: PaymentMethods;
  readonly disputes: Disputes;
  readonly payments: Payments;
  readonly refunds: Refunds;
  readonly checkout: Checkout;

  constructor(store: Store, options: StripeAccountOptions) {
    this.state = stripeState(store);
    this.events = new EventLog(store, options);
    this.catalog = new Catalog(this.state, this.events);
    this.paymentMethods = new PaymentMethods(this.state);
    this.disputes = new Disputes(this.state, this.events);
    this.payments = new Payments(this.state, this.events, this.disputes);
    this.refunds = new Refunds(this.state, this.events, options.settleAfterMs);
    const { state, events, payments } = this;
    const { publicUrl, settleAfterMs } = options;
    const neighbour = new Neighbour(this, store.collection('stripe.neighbour'), options.neighbour);
    const onComplete = neighbour.notice.bind(neighbour);
    this.checkout = new Checkout({ state, events, payments, publicUrl, settleAfterMs, onComplete });
  }

  find(id: string): object | undefined {
    const { intents, charges, refunds, disputes, customers, products, prices, paymentMethods } = this.state;
    const collections = {
      pi: intents,
      ch: charges,
      re: refunds,
      du: disputes,
      cus: customers,
      prod: products,
      price: prices,
      pm: paymentMethods,
    };
    const prefix = id.split('_', 1)[0] ?? '';
    return Object.entries(collections)
      .find(([name]) => name === prefix)?.[1]
      .get(id);
  }

  include(owner: object, field: string): object | undefined {
    const id: unknown = Reflect.get(owner, 'id');
    if (typeof id !== 'string') return undefined;
    if (field === 'line_items' && this.state.sessions.get(id) !== undefined) {
      const items = this.checkout.lineItems(id);
      return list(`/v1/checkout/sessions/${id}/line_items`, items.slice(0, 10), items.length > 10);
    }
    if (field === 'refunds' && this.state.charges.get(id) !== undefined) {
      const refunds = this.state.refunds.values().filter((refund) => refund.charge === id);
      return list(`/v1/charges/${id}/refunds`, refunds.reverse());
    }
    return undefined;
  }

  /** Stops the timers and the deliveries; what they had still to do is done after the next start. */
  async close(): Promise<void> {
    this.checkout.close();
    this.refunds.close();
    this.disputes.stop();
    await this.events.close();
  }
}
