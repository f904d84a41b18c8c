import type Stripe from 'stripe';
import { html, type Html } from '../../pages/html.ts';
import { cardError } from '../api-error.ts';
import { TEST_IBANS } from '../test-ibans.ts';

/** The fields of the form for SEPA debits, as typed. */
export interface BankForm {
  readonly email: string;
  readonly iban: string;
  readonly name: string;
}

/** A form that pays as it is. */
export function filledBankForm(iban: string, email: string): BankForm {
  return { email, iban, name: 'Jenny Rosen' };
}

export function readBankForm(fields: URLSearchParams): BankForm {
  const field = (name: string) => (fields.get(name) ?? '').trim().slice(0, 200);
  return { email: field('email'), iban: field('iban').replaceAll(/\s/g, '').toUpperCase(), name: field('name') };
}

/** @returns the IBAN as it is written by machines. @throws ApiError with the message that the reader of the page gets. */
export function checkedIban({ email, iban, name }: BankForm): string {
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw incomplete('Enter your e-mail address.', 'email');
  if (name === '') throw incomplete('Enter the name of the account holder.', 'name');
  return iban;
}

export function bankForm(session: Stripe.Checkout.Session, form: BankForm, total: string): Html {
  return html`<form method="post" action="/c/pay/${session.id}" autocomplete="off">
      <label>
        E-mail for the mandate
        <input
          type="email"
          name="email"
          value="${form.email}"
          required
          ${session.customer_email !== null && html`readonly`}
        />
      </label>
      <label>
        IBAN
        <input name="iban" value="${grouped(form.iban)}" maxlength="42" required />
      </label>
      <label>
        Account holder
        <input name="name" value="${form.name}" required />
      </label>
      <p>You allow the shop to debit ${total} from this account once. It takes a while until the money has arrived.</p>
      <button type="submit">Pay ${total} by SEPA debit</button>
    </form>
    <ul>
      ${TEST_IBANS.map(
        ({ iban, title, outcome }) =>
          html`<li>
            <a
              href="/c/pay/${session.id}?iban=${iban}"
              class="${outcome}"
              ${iban === form.iban && html`aria-current="true"`}
            >
              <code>${grouped(iban)}</code> <span>${title}</span>
            </a>
          </li>`,
      )}
    </ul>`;
}

const incomplete = (message: string, param: string) => cardError({ code: 'incomplete_iban', message, param });

const grouped = (iban: string) => iban.replace(/(.{4})(?=.)/g, '$1 ');
