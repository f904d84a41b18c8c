import { decimalsOf } from './currency.ts';

/** In the currency's own unit; https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const LEAST: Readonly<Record<string, number>> = {
  AED: 2,
  AUD: 0.5,
  BRL: 0.5,
  CAD: 0.5,
  CHF: 0.5,
  CZK: 15,
  DKK: 2.5,
  EUR: 0.5,
  GBP: 0.3,
  HKD: 4,
  HUF: 175,
  INR: 0.5,
  JPY: 50,
  MXN: 10,
  MYR: 2,
  NOK: 3,
  NZD: 0.5,
  PLN: 2,
  RON: 2,
  SEK: 3,
  SGD: 0.5,
  THB: 10,
  USD: 0.5,
};

/** Currencies that Stripe counts in hundredths although they have none (https://docs.stripe.com/currencies#special-cases). */
const COUNTED_IN_HUNDREDTHS = new Set(['ISK', 'UGX']);

/** The most that is charged at once, counted as Stripe counts: eight digits. */
const MOST = 99_999_999;

/** The least and the most that one payment can be of, in minor units. The least is what is known; Stripe may want more. */
export function chargeableRange(currency: string): { readonly least: number; readonly most: number } {
  return {
    least: Math.round((LEAST[currency] ?? 0) * 10 ** decimalsOf(currency)) || 1,
    most: COUNTED_IN_HUNDREDTHS.has(currency) ? Math.floor(MOST / 100) : MOST,
  };
}
