import type Stripe from 'stripe';
import { invalidRequest } from './api-error.ts';
import type { Catalog } from './catalog.ts';
import { checkChargeable } from './money.ts';
import { now } from './objects/identity.ts';
import type { Params } from './params.ts';
import { readShipping } from './shipping-request.ts';
import type { SessionContents } from './stripe-state.ts';

const SHORTEST_LIFE_S = 30 * 60;
const LONGEST_LIFE_S = 24 * 3600;
const MOST_LINE_ITEMS = 100;
const METHOD_TYPES: readonly string[] = ['card', 'sepa_debit'];

/** From this version on, clients no longer say which payment methods they accept (stripe-node 23.0 changelog). */
const NO_PAYMENT_METHOD_TYPES_SINCE = '2026-09-30';

type Session = Stripe.Checkout.Session;

export interface SessionRequest {
  readonly session: Partial<Session> &
    Pick<Session, 'amount_total' | 'currency' | 'expires_at' | 'success_url' | 'metadata'>;
  readonly contents: SessionContents;
  readonly products: readonly Stripe.Product[];
}

/**
 * Checks the parameters of a new session as far as `mode: payment` on the hosted page goes.
 *
 * @param version the `Stripe-Version` that the client sent, if any
 * @throws ApiError for anything missing, wrong or unknown, naming the parameter.
 */
export function readSessionRequest(body: Params, catalog: Catalog, version: string | undefined): SessionRequest {
  body.required('mode', body.oneOf('mode', ['payment']));
  body.oneOf('ui_mode', ['hosted_page', 'hosted']);
  const allowed = readPaymentMethodTypes(body, version);
  const customerId = body.string('customer');
  const session = {
    success_url: body.required('success_url', body.url('success_url')),
    cancel_url: body.url('cancel_url'),
    client_reference_id: body.string('client_reference_id', { max: 200 }),
    customer: customerId === null ? null : catalog.customer(customerId, 'customer').id,
    customer_email: body.email('customer_email'),
    expires_at: readExpiry(body),
    metadata: body.metadata(),
    adaptive_pricing: readAdaptivePricing(body),
  };
  const intent = readIntentData(body);
  const { items, amount, currency } = readLineItems(body, catalog);
  body.accept('locale', 'submit_type', 'customer_creation', 'billing_address_collection', 'payment_method_options');
  body.rejectUnknown();
  checkChargeable(amount, currency, "The Checkout Session's total amount due");
  return {
    session: { ...session, amount_total: amount, currency, payment_method_types: offeredTypes(allowed, currency) },
    contents: { lineItems: items.map(({ item }) => item), intent },
    products: items.map(({ product }) => product),
  };
}

function readPaymentMethodTypes(body: Params, version: string | undefined): string[] {
  const types = body.strings('payment_method_types');
  if (types.length > 0 && version !== undefined && version >= NO_PAYMENT_METHOD_TYPES_SINCE) {
    throw invalidRequest('payment_method_types is no longer supported. Remove it from the request.', {
      code: 'parameter_unknown',
      param: 'payment_method_types',
    });
  }
  const allowed = [...types, ...body.strings('allowed_payment_method_types')];
  const other = allowed.find((type) => !METHOD_TYPES.includes(type));
  if (other !== undefined) {
    throw invalidRequest(
      `The payment method type "${other}" is not activated in this sandbox. Use ${METHOD_TYPES.join(' or ')}.`,
      { param: 'payment_method_types' },
    );
  }
  return allowed;
}

/** What the page offers: whatever was not left out, and debits for euros only. */
function offeredTypes(allowed: readonly string[], currency: string): string[] {
  const offered = METHOD_TYPES.filter((type) => allowed.length === 0 || allowed.includes(type));
  const usable = offered.filter((type) => type !== 'sepa_debit' || currency === 'eur');
  if (usable.length > 0) return usable;
  throw invalidRequest(`The payment method type "sepa_debit" is for eur, not ${currency}. Use card.`, {
    param: 'payment_method_types',
  });
}

/** Taken note of: the page asks for the session's own currency, with or without it. */
function readAdaptivePricing(body: Params): Session['adaptive_pricing'] {
  const enabled = body.object('adaptive_pricing')?.boolean('enabled') ?? null;
  return enabled === null ? null : { enabled };
}

function readExpiry(body: Params): number {
  const created = now();
  const at = body.integer('expires_at') ?? created + LONGEST_LIFE_S;
  const limit = (words: string) =>
    invalidRequest(`The \`expires_at\` timestamp must be ${words} from Checkout Session creation.`, {
      param: 'expires_at',
    });
  if (at < created + SHORTEST_LIFE_S) throw limit('at least 30 minutes');
  if (at > created + LONGEST_LIFE_S) throw limit('less than 24 hours');
  return at;
}

function readIntentData(body: Params): Partial<Stripe.PaymentIntent> {
  const data = body.object('payment_intent_data');
  if (data === null) return {};
  data.oneOf('capture_method', ['automatic', 'automatic_async']);
  data.accept('setup_future_usage');
  return {
    description: data.string('description', { max: 1000 }),
    metadata: data.metadata(),
    receipt_email: data.string('receipt_email'),
    shipping: readShipping(data),
    statement_descriptor: data.string('statement_descriptor', { max: 22 }),
    statement_descriptor_suffix: data.string('statement_descriptor_suffix', { max: 22 }),
    transfer_group: data.string('transfer_group'),
  };
}

function readLineItems(body: Params, catalog: Catalog) {
  const lines = body.objects('line_items');
  if (lines.length > MOST_LINE_ITEMS) {
    throw invalidRequest(`You can have at most ${MOST_LINE_ITEMS} line items.`, { param: 'line_items' });
  }
  const items = lines.map((line) => catalog.readLineItem(line));
  const currency = body.required('line_items', items[0]?.item.currency ?? null);
  if (items.some(({ item }) => item.currency !== currency)) {
    throw invalidRequest('All line items must have the same currency.', { param: 'line_items' });
  }
  return { items, currency, amount: items.reduce((total, { item }) => total + item.amount_total, 0) };
}
