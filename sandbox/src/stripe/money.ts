import { invalidRequest } from './api-error.ts';

/** https://docs.stripe.com/currencies#zero-decimal and #three-decimal: these differ from ISO 4217, as Stripe does. */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));

/** https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in minor units; others are taken to be 50. */
const MINIMUM = new Map(
  Object.entries({
    aed: 200,
    czk: 1500,
    dkk: 250,
    gbp: 30,
    hkd: 400,
    huf: 17_500,
    mxn: 1000,
    myr: 200,
    nok: 300,
    pln: 200,
    ron: 200,
    sek: 300,
    thb: 1000,
  }),
);
/** Currencies without decimals that are counted in hundredths all the same: https://docs.stripe.com/currencies#special-cases. */
const WHOLE_HUNDREDS = new Set(['isk', 'ugx']);
const MAXIMUM = 99_999_999;

/** In use, and not charged: https://docs.stripe.com/currencies#presentment-currencies. */
const NOT_CHARGED = new Set(
  'bgn btn cuc cup ern ghs hrk iqd irr kpw lyd mru sdg sll ssp stn svc syp tmt ves xdr xsu zwg zwl'.split(' '),
);
const CURRENCIES = new Set(
  Intl.supportedValuesOf('currency')
    .map((code) => code.toLowerCase())
    .filter((code) => !NOT_CHARGED.has(code)),
);

function decimalsOf(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

/** `formatMoney(1999, 'eur')` is `€19.99`; the amount is in minor units as Stripe counts them. */
export function formatMoney(amount: number, currency: string): string {
  const digits = decimalsOf(currency);
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(amount / 10 ** digits);
}

/** @returns the code in lower case. */
export function checkedCurrency(currency: string, param: string): string {
  const code = currency.toLowerCase();
  if (CURRENCIES.has(code)) return code;
  throw invalidRequest(`Invalid currency: ${code}. Send a three-letter ISO code such as usd, eur or jpy.`, { param });
}

/** @throws ApiError `amount_too_small` or `amount_too_large`, or when three-decimal money is not in tens or undivided money not in hundreds. */
export function checkChargeable(amount: number, currency: string, what: string, param?: string): void {
  const minimum = MINIMUM.get(currency) ?? 50;
  const details = param === undefined ? {} : { param };
  if (amount < minimum) {
    throw invalidRequest(`${what} must add up to at least ${formatMoney(minimum, currency)} ${currency}`, {
      code: 'amount_too_small',
      ...details,
    });
  }
  if (amount > MAXIMUM) {
    throw invalidRequest(`${what} must be no more than ${formatMoney(MAXIMUM, currency)}`, {
      code: 'amount_too_large',
      ...details,
    });
  }
  if (WHOLE_HUNDREDS.has(currency) && amount % 100 !== 0) {
    throw invalidRequest(`${what} must be a multiple of a hundred: ${currency} has no decimals.`, details);
  }
  if (THREE_DECIMAL.has(currency) && amount % 10 !== 0) {
    throw invalidRequest(
      `${what} must be a multiple of ten: ${currency} amounts have a zero as their last digit.`,
      details,
    );
  }
}
