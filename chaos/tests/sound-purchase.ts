import type { EventRow } from '../src/evidence/stored-rows.ts';
import type { SoundShop } from './sound-shop.ts';

export const SKU = 'TEA';
export const PRICE = { amount: 1250, currency: 'EUR' };
const SHIPPING = { amount: 490, currency: 'EUR' };
const TOTAL = { amount: 2 * PRICE.amount + SHIPPING.amount, currency: 'EUR' };
const GRANTED = 100;
const LINES = [{ sku: SKU, quantity: 2, name: 'Tea', unitPrice: PRICE }];

/** Everybody orders two packets of tea; then their ways part. */
export const PEOPLE = ['buyer', 'waiter', 'doubter', 'hasty', 'latecomer', 'lucky'] as const;
export type Person = (typeof PEOPLE)[number];

/** What one person does, and what the platform makes of it. */
export class Purchase {
  readonly #shop: SoundShop;
  readonly #person: Person;
  readonly #held: Record<string, { quantity?: number }>;
  readonly #orderId: string;
  readonly #cartId: string;
  readonly #email: string;
  readonly #sessionId: string;

  constructor(shop: SoundShop, person: Person, held: Record<string, { quantity?: number }>) {
    this.#shop = shop;
    this.#person = person;
    this.#held = held;
    this.#orderId = shop.id();
    this.#cartId = shop.id();
    this.#email = `${person}@souk.local`;
    this.#sessionId = `cs_${person}`;
  }

  make(): string {
    const waits = this.#order();
    switch (this.#person) {
      case 'waiter':
        break;
      case 'buyer':
        this.#pay(null);
        break;
      case 'lucky':
        this.#pay(GRANTED);
        break;
      case 'doubter':
      case 'latecomer':
        this.#cancelUnpaid(waits);
        break;
      case 'hasty':
        this.#cancelWhilePaying();
        break;
    }
    return this.#orderId;
  }

  #of(service: 'order' | 'payment' | 'catalog') {
    const collection = { order: 'orders', payment: 'payments', catalog: 'reservations' }[service];
    return { service: `${service}-service`, collection, id: this.#orderId };
  }

  #say(
    service: 'order' | 'payment' | 'catalog',
    type: string,
    because: EventRow | string,
    data: object = {},
  ): EventRow {
    const topic = { order: 'order-events', payment: 'payment-events', catalog: 'inventory-updates' }[service];
    return this.#shop.say(this.#of(service), { type, topic, because, data: { orderId: this.#orderId, ...data } });
  }

  #order(): EventRow {
    const [shop, who, userId] = [this.#shop, this.#person, this.#shop.id()];
    const cart = { service: 'cart-service', collection: 'carts', id: this.#cartId };
    shop.books.users.push({ id: userId, email: this.#email });
    shop.ask(who, 'POST', '/v1/auth/register', { body: { email: this.#email }, status: 202 });
    const user = { service: 'user-service', collection: 'users', id: userId };
    const data = { userId, email: this.#email };
    const asked = shop.say(user, {
      type: 'user.email-verification-requested.v1',
      topic: 'user-events',
      data,
      because: 'request',
    });
    shop.mail(asked, { to: this.#email, template: 'verify-email', orderId: null });
    shop.aggregate(cart);
    shop.books.carts.push({ id: this.#cartId, ownerId: userId, lines: [{ sku: SKU, quantity: 2 }], revision: 2 });
    const inCart = { id: this.#cartId, revision: 2, lines: [{ sku: SKU, quantity: 2 }] };
    shop.ask(who, 'POST', `/v1/carts/${this.#cartId}/items`, { reply: inCart });
    const checkout = { key: `key of ${who}`, body: { cartId: this.#cartId, email: this.#email }, status: 201 };
    const reply = { orderId: this.#orderId, orderToken: null, checkoutUrl: `http://pay/c/pay/${this.#sessionId}` };
    shop.ask(who, 'POST', '/v1/checkout', { ...checkout, reply });
    shop.ask(who, 'POST', '/v1/checkout', { ...checkout, reply });

    const created = this.#say('order', 'order.created.v1', 'request');
    const reserved = this.#say('catalog', 'stock.reserved.v1', created, { lines: LINES });
    this.#held[this.#orderId] = { quantity: 2 };
    const awaiting = this.#say('order', 'order.awaiting-payment.v1', reserved, { attempt: 1 });
    const opened = this.#say('payment', 'payment.session-opened.v1', awaiting, { attempt: 1 });
    shop.apply(this.#of('order'), opened);
    const session = { client_reference_id: this.#orderId, status: 'open', amount_total: TOTAL.amount, currency: 'eur' };
    shop.stripeAdds('sessions', {
      id: this.#sessionId,
      ...session,
      created: shop.seconds,
      expires_at: shop.seconds + 2100,
    });
    this.#store();
    return opened;
  }

  #store(): void {
    const [orderId, cartId, email] = [this.#orderId, this.#cartId, this.#email];
    this.#shop.books.orders.push({
      ...{ id: orderId, cartId, email, customerId: null, requested: [{ sku: SKU, quantity: 2 }], lines: LINES },
      ...{ shipping: { price: SHIPPING }, expectedTotal: TOTAL, total: TOTAL, session: { attempt: 1 } },
      ...{
        status: 'awaiting-payment',
        paymentStatus: 'unpaid',
        paid: null,
        refunded: null,
        refunds: [],
        disputes: [],
        attention: [],
      },
      ...{
        cancellationRequested: null,
        cancelledBecause: null,
        revision: 3,
        deadlineAt: new Date('2026-01-01T10:00:00Z'),
      },
    });
    this.#shop.books.payments.push({
      ...{
        orderId,
        total: TOTAL,
        status: 'open',
        request: { attempt: 1 },
        nextRequest: null,
        session: { id: this.#sessionId },
      },
      ...{ paymentIntentId: null, captures: [], refunds: [], disputes: [], declines: [] },
      nextActionAt: new Date('2026-01-01T10:00:00Z'),
    });
    const lines = [{ sku: SKU, quantity: 2 }];
    this.#shop.books.reservations.push({
      orderId,
      status: 'reserved',
      lines,
      isUnfinished: false,
      version: 2,
      changedWhileRead: false,
    });
  }

  #become(change: { order?: object; payment?: object; reservation?: string }): void {
    const { books } = this.#shop;
    const id = this.#orderId;
    books.orders = books.orders.map((order) => (order.id === id ? { ...order, ...change.order } : order));
    books.payments = books.payments.map((one) => (one.orderId === id ? { ...one, ...change.payment } : one));
    const { reservation: status } = change;
    if (status === undefined) return;
    books.reservations = books.reservations.map((one) => (one.orderId === id ? { ...one, status } : one));
    this.#held[id] = {};
  }

  /** Stripe takes the money; gives the intent. */
  #capture(): string {
    const [shop, intent] = [this.#shop, `pi_${this.#person}`];
    shop.stripeAdds('intents', { id: intent, metadata: { orderId: this.#orderId } });
    const charge = { id: `ch_${this.#person}`, amount: TOTAL.amount, currency: 'eur', status: 'succeeded' };
    shop.stripeAdds('charges', { ...charge, payment_intent: intent });
    this.#become({ payment: { captures: [{ paymentIntentId: intent, amount: TOTAL }] } });
    return intent;
  }

  #giveBack(refundId: string, amount: number): void {
    const refund = { id: `re_${this.#person}`, amount, status: 'succeeded', charge: `ch_${this.#person}` };
    this.#shop.stripeAdds('refunds', { ...refund, metadata: { refundId, orderId: this.#orderId } });
  }

  #succeed(): { readonly intent: string; readonly succeeded: EventRow } {
    const shop = this.#shop;
    shop.pass();
    shop.ask(this.#person, 'POST', `/c/pay/${this.#sessionId}`);
    const intent = this.#capture();
    shop.endSession(this.#sessionId, 'complete');
    const succeeded = this.#say(
      'payment',
      'payment.succeeded.v1',
      shop.stripeSays('checkout.session.completed', this.#sessionId, this.#orderId),
    );
    this.#become({ payment: { status: 'succeeded', paymentIntentId: intent, nextActionAt: null } });
    return { intent, succeeded };
  }

  #pay(granted: number | null): void {
    const shop = this.#shop;
    const { intent, succeeded } = this.#succeed();
    const confirmed = this.#say('order', 'order.confirmed.v1', succeeded, { cartId: this.#cartId, lines: LINES });
    this.#become({ order: { status: 'confirmed', paymentStatus: 'paid', paid: TOTAL, deadlineAt: null } });
    this.#say('catalog', 'stock.committed.v1', confirmed);
    this.#become({ reservation: 'committed' });
    shop.apply({ service: 'cart-service', collection: 'carts', id: this.#cartId }, confirmed);
    shop.books.carts = shop.books.carts.map((cart) =>
      cart.id === this.#cartId ? { ...cart, lines: [], revision: 3 } : cart,
    );
    shop.mail(confirmed, { to: this.#email, template: 'order-confirmed', orderId: this.#orderId });
    shop.pass();
    shop.ask(this.#person, 'GET', `/v1/carts/${this.#cartId}`, { reply: { id: this.#cartId, revision: 3, lines: [] } });
    if (granted === null) return;
    const refund = { refundId: `${this.#orderId}:granted`, amount: { ...TOTAL, amount: granted } };
    const requested = this.#say('order', 'order.refund-requested.v1', 'request', { ...refund, reason: 'granted' });
    this.#giveBack(refund.refundId, granted);
    const settled = this.#say('payment', 'refund.succeeded.v1', requested, { ...refund, reason: 'granted' });
    shop.apply(this.#of('order'), settled);
    shop.mail(settled, { to: this.#email, template: 'refunded', orderId: this.#orderId });
    this.#become({
      order: { refunded: refund.amount, refunds: [{ ...refund, reason: 'granted', note: null, status: 'succeeded' }] },
      payment: { refunds: [{ ...refund, paymentIntentId: intent, reason: 'granted', status: 'succeeded' }] },
    });
  }

  #end(because: EventRow, order: object): void {
    const cancelled = this.#say('order', 'order.cancelled.v2', because, { reason: 'customer' });
    this.#become({
      order: {
        status: 'cancelled',
        cancelledBecause: 'customer',
        cancellationRequested: 'customer',
        deadlineAt: null,
        ...order,
      },
    });
    this.#say('catalog', 'stock.released.v1', cancelled);
    this.#become({ reservation: 'released' });
    this.#shop.mail(cancelled, { to: this.#email, template: 'order-cancelled', orderId: this.#orderId });
  }

  #requestCancellation(): EventRow {
    this.#shop.ask(this.#person, 'POST', `/v1/orders/${this.#orderId}/cancel`, {
      key: 'cancel',
      reply: { id: this.#orderId, revision: 3 },
    });
    return this.#say('order', 'order.cancellation-requested.v1', 'request', { reason: 'customer' });
  }

  #cancelUnpaid(opened: EventRow): void {
    const shop = this.#shop;
    const requested = this.#requestCancellation();
    shop.stripeSays('checkout.session.expired', this.#sessionId, this.#orderId);
    shop.endSession(this.#sessionId, 'expired');
    const expired = this.#say('payment', 'payment.expired.v1', requested);
    this.#become({ payment: { status: 'expired', nextActionAt: null } });
    this.#end(expired, {});
    if (this.#person !== 'latecomer') return;
    // The money came all the same.
    const intent = this.#capture();
    const refund = { refundId: `late:${intent}`, amount: TOTAL, reason: 'late-payment' };
    this.#giveBack(refund.refundId, TOTAL.amount);
    const given = this.#say('payment', 'refund.succeeded.v1', `late after ${opened.id}`, refund);
    this.#become({ payment: { refunds: [{ ...refund, paymentIntentId: intent, status: 'succeeded' }] } });
    shop.mail(given, { to: this.#email, template: 'refunded', orderId: this.#orderId });
  }

  #cancelWhilePaying(): void {
    this.#requestCancellation();
    const { intent, succeeded } = this.#succeed();
    const refund = { refundId: `${this.#orderId}:cancelled`, amount: TOTAL, reason: 'cancelled' };
    const requested = this.#say('order', 'order.refund-requested.v1', succeeded, refund);
    this.#giveBack(refund.refundId, TOTAL.amount);
    const given = this.#say('payment', 'refund.succeeded.v1', requested, refund);
    this.#become({ payment: { refunds: [{ ...refund, paymentIntentId: intent, status: 'succeeded' }] } });
    this.#end(given, {
      paymentStatus: 'refunded',
      paid: TOTAL,
      refunded: TOTAL,
      refunds: [{ ...refund, note: null, status: 'succeeded' }],
    });
  }
}
