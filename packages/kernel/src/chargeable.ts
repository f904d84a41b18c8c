import { decimalsOf } from './currency.ts';

/**
 * What Stripe takes money in (https://docs.stripe.com/currencies#presentment-currencies), without what has been replaced: the lev by the
 * euro, the old dobra by one that Stripe does not know. The country of an account may allow fewer.
 */
export const CHARGEABLE_CURRENCIES: ReadonlySet<string> = new Set(
  `
  AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD
  CAD CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD
  HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL
  MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
  QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TND TOP TRY TTD TWD TZS
  UAH UGX USD UYU UZS VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
  `
    .trim()
    .split(/\s+/),
);

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
