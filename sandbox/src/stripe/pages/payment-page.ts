import type Stripe from 'stripe';
import { html, type Html } from '../../pages/html.ts';
import type { Page } from '../../pages/page.ts';
import { formatMoney } from '../money.ts';
import type { WireLineItem } from '../objects/line-item.ts';
import { TEST_CARDS } from '../test-cards.ts';
import { bankForm, type BankForm } from './bank-form.ts';
import type { CardForm } from './card-form.ts';

export interface PaymentPage {
  readonly session: Stripe.Checkout.Session;
  readonly lines: readonly PageLine[];
  readonly card: CardForm;
  readonly bank: BankForm;
  /** Which of the two forms is at hand. */
  readonly method: 'card' | 'sepa_debit';
  /** Why the last try did not pay. */
  readonly error?: string | undefined;
}

export interface PageLine {
  readonly item: WireLineItem;
  readonly product: Stripe.Product | undefined;
}

/** The hosted payment page: what is bought on one side, the forms to pay with on the other. */
export function paymentPage({ session, lines, card, bank, method, error }: PaymentPage): Page {
  const total = totalOf(session);
  return {
    title: `Pay ${total}`,
    layout: 'checkout',
    formTargets: session.success_url === null ? [] : [new URL(session.success_url).origin],
    body: html`<main>
      <section class="summary" aria-label="Order summary">
        ${session.cancel_url !== null && html`<a class="back" href="${session.cancel_url}">← Back to the shop</a>`}
        <h1><span>Amount due</span> ${total}</h1>
        <ul class="lines">
          ${lines.map(line)}
        </ul>
        <p class="total"><span>Total due</span> <strong>${total}</strong></p>
        ${session.client_reference_id !== null && html`<p class="reference">Order ${session.client_reference_id}</p>`}
      </section>
      <section class="payment" aria-label="Payment">
        ${error !== undefined && html`<p class="error" role="alert">${error}</p>`}
        ${
          session.payment_method_types.includes('card') &&
          html`<h2>Pay with card</h2>
            ${cardForm(session, card, total)} ${testCards(session, card)}`
        }
        ${
          session.payment_method_types.includes('sepa_debit') &&
          html`<details class="cards" ${method === 'sepa_debit' && html`open`}>
            <summary>Pay by SEPA debit</summary>
            ${bankForm(session, bank, total)}
          </details>`
        }
      </section>
    </main>`,
  };
}

export const totalOf = ({ amount_total, currency }: Stripe.Checkout.Session) =>
  formatMoney(amount_total ?? 0, currency ?? 'usd');

function line({ item, product }: PageLine): Html {
  const [image] = product?.images ?? [];
  const quantity = item.quantity ?? 1;
  const each = formatMoney(item.price.unit_amount ?? 0, item.currency);
  return html`<li>
    ${image === undefined ? html`<span class="picture">${item.description?.at(0) ?? ''}</span>` : html`<img class="picture" src="${image}" alt="" />`}
    <span class="name">
      ${item.description} ${product?.description !== null && html`<small>${product?.description ?? ''}</small>`}
      <small>Qty ${quantity}${quantity > 1 && html` · ${each} each`}</small>
    </span>
    <span class="amount">${formatMoney(item.amount_total, item.currency)}</span>
  </li>`;
}

function cardForm(session: Stripe.Checkout.Session, form: CardForm, total: string): Html {
  return html`<form method="post" action="/c/pay/${session.id}" autocomplete="off">
    <label>
      E-mail
      <input type="email" name="email" value="${form.email}" required ${readOnly(session.customer_email)} />
    </label>
    <fieldset>
      <legend>Card information</legend>
      <input
        name="number"
        value="${grouped(form.number)}"
        inputmode="numeric"
        maxlength="23"
        placeholder="1234 1234 1234 1234"
        aria-label="Card number"
        required
      />
      <input
        name="expiry"
        value="${form.expiry}"
        inputmode="numeric"
        maxlength="7"
        placeholder="MM / YY"
        aria-label="Expiry date, month and year"
        required
      />
      <input
        name="cvc"
        value="${form.cvc}"
        inputmode="numeric"
        maxlength="4"
        placeholder="CVC"
        aria-label="Security code"
        required
      />
    </fieldset>
    <label>
      Name on card
      <input name="name" value="${form.name}" />
    </label>
    <button type="submit">Pay ${total}</button>
  </form>`;
}

const readOnly = (fixed: string | null) => fixed !== null && html`readonly`;

function testCards(session: Stripe.Checkout.Session, form: CardForm): Html {
  return html`<details class="cards" open>
    <summary>Test cards — pick one to fill in the form</summary>
    <ul>
      ${TEST_CARDS.map(
        ({ number, title, outcome }) =>
          html`<li>
            <a
              href="/c/pay/${session.id}?card=${number}"
              class="${outcome.kind}"
              ${number === form.number && html`aria-current="true"`}
            >
              <code>${grouped(number)}</code> <span>${title}</span>
            </a>
          </li>`,
      )}
    </ul>
    <p>Any future expiry date and any CVC will do.</p>
  </details>`;
}

const grouped = (number: string) => number.replace(/(\d{4})(?=\d)/g, '$1 ');
