import { cardError } from '../api-error.ts';
import type { CardDetails } from '../objects/payment-method.ts';

/** The fields of the payment form, as typed. */
export interface CardForm {
  readonly email: string;
  readonly number: string;
  readonly expiry: string;
  readonly cvc: string;
  readonly name: string;
}

/** A form that pays as it is, so that trying a purchase out takes one click. */
export function filledForm(number: string, email: string): CardForm {
  const year = String((new Date().getFullYear() + 2) % 100).padStart(2, '0');
  return { email, number, expiry: `12 / ${year}`, cvc: '123', name: '' };
}

export function readCardForm(fields: URLSearchParams): CardForm {
  const field = (name: string) => (fields.get(name) ?? '').trim().slice(0, 200);
  return {
    email: field('email'),
    number: field('number').replaceAll(/[\s-]/g, ''),
    expiry: field('expiry'),
    cvc: field('cvc'),
    name: field('name'),
  };
}

/** @throws ApiError with the message that the reader of the page gets. */
export function checkedCard({ email, number, expiry, cvc }: CardForm): CardDetails {
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw incomplete('invalid_email', 'Enter your e-mail address.', 'email');
  const [, month = '', year = ''] = /^(\d{1,2})\s*\/?\s*(\d{2}|\d{4})$/.exec(expiry) ?? [];
  const expMonth = Number(month);
  const expYear = Number(year) + (year.length === 2 ? 2000 : 0);
  if (expMonth < 1 || expMonth > 12) {
    throw incomplete(
      'invalid_expiry_month',
      "Your card's expiration date is incomplete: enter it as MM / YY.",
      'exp_month',
    );
  }
  if (new Date(expYear, expMonth) <= new Date()) {
    throw incomplete('invalid_expiry_year', "Your card's expiration date is in the past.", 'exp_year');
  }
  if (!/^\d{3,4}$/.test(cvc)) throw incomplete('invalid_cvc', "Your card's security code is incomplete.", 'cvc');
  return { number, expMonth, expYear };
}

const incomplete = (code: string, message: string, param: string) => cardError({ code, message, param });
