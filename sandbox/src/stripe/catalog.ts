import type Stripe from 'stripe';
import { existing } from './api-error.ts';
import type { EventLog } from './event-log.ts';
import { checkedCurrency } from './money.ts';
import { customer } from './objects/customer.ts';
import type { Cause } from './objects/event.ts';
import { idOf } from './objects/identity.ts';
import { lineItem, type WireLineItem } from './objects/line-item.ts';
import { price, type WirePrice } from './objects/price.ts';
import { product } from './objects/product.ts';
import type { Params } from './params.ts';
import { readShipping } from './shipping-request.ts';
import type { StripeState } from './stripe-state.ts';

const LONGEST_PRODUCT_NAME = 250;

/** A line of a session and what it sells. */
export interface OrderedItem {
  readonly item: WireLineItem;
  readonly product: Stripe.Product;
}

/** Products, prices and customers: what sessions refer to. */
export class Catalog {
  readonly #state: StripeState;
  readonly #events: EventLog;

  constructor(state: StripeState, events: EventLog) {
    this.#state = state;
    this.#events = events;
  }

  createProduct(body: Params, cause: Cause): Stripe.Product {
    const created = readProduct(body);
    body.rejectUnknown();
    this.#state.products.put(created.id, created);
    this.#events.emit('product.created', created, cause);
    return created;
  }

  createPrice(body: Params, cause: Cause): WirePrice {
    const sold = this.product(body.required('product', body.string('product')), 'product');
    const created = readPrice(body, sold, { active: true });
    body.rejectUnknown();
    this.#state.prices.put(created.id, created);
    this.#events.emit('price.created', created, cause);
    return created;
  }

  createCustomer(body: Params, cause: Cause): Stripe.Customer {
    const created = customer({
      description: body.string('description'),
      email: body.string('email', { max: 512 }),
      metadata: body.metadata(),
      name: body.string('name', { max: 256 }),
      phone: body.string('phone'),
      shipping: readShipping(body),
    });
    body.rejectUnknown();
    this.#state.customers.put(created.id, created);
    this.#events.emit('customer.created', created, cause);
    return created;
  }

  customer(id: string, param?: string): Stripe.Customer {
    return existing('customer', this.#state.customers, id, param);
  }

  product(id: string, param?: string): Stripe.Product {
    return existing('product', this.#state.products, id, param);
  }

  price(id: string, param?: string): WirePrice {
    return existing('price', this.#state.prices, id, param);
  }

  /** Reads one `line_items[…]` of a new session: a price, or `price_data` that describes a product of its own. */
  readLineItem(line: Params): OrderedItem {
    const quantity = line.required('quantity', line.integer('quantity', { min: 1, max: 999_999 }));
    const priceId = line.string('price');
    if (priceId === null) {
      const data = line.required('price_data', line.object('price_data'));
      const sold = this.#readSoldProduct(data);
      return { item: lineItem(readPrice(data, sold, { active: false }), quantity, sold.name), product: sold };
    }
    const known = this.price(priceId, line.name('price'));
    const sold = this.product(idOf(known.product));
    return { item: lineItem(known, quantity, sold.name), product: sold };
  }

  #readSoldProduct(data: Params): Stripe.Product {
    const id = data.string('product');
    if (id !== null) return this.product(id, data.name('product'));
    return readProduct(data.required('product_data', data.object('product_data')));
  }
}

function readPrice(body: Params, { id }: Stripe.Product, { active }: { active: boolean }): WirePrice {
  body.accept('tax_behavior');
  return price({
    active,
    product: id,
    currency: checkedCurrency(body.required('currency', body.string('currency')), body.name('currency')),
    unit_amount: body.required('unit_amount', body.integer('unit_amount', { min: 0, max: 99_999_999 })),
    metadata: body.metadata(),
  });
}

function readProduct(body: Params): Stripe.Product {
  const read = product({
    name: body.required('name', body.string('name', { max: LONGEST_PRODUCT_NAME })),
    description: body.string('description'),
    images: body.strings('images'),
    metadata: body.metadata(),
  });
  body.accept('tax_code', 'shippable', 'unit_label', 'url');
  return read;
}
