const WITHOUT_DECIMALS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ');
const THREE_DECIMALS = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');

const each = (codes: readonly string[], value: number) => Object.fromEntries(codes.map((code) => [code, value]));
const DECIMALS: Readonly<Record<string, number>> = { ...each(WITHOUT_DECIMALS, 0), ...each(THREE_DECIMALS, 3) };
const STEPS: Readonly<Record<string, number>> = { MGA: 100, ...each(THREE_DECIMALS, 10) };

/**
 * How many decimals an amount has in the currency's own unit: 1999 minor units are 19.99 with two. ISO 4217 says so; `Intl` goes by
 * how people count, and leaves out those of the forint (https://www.six-group.com/en/products-services/financial-information/data-standards.html).
 */
export const decimalsOf = (currency: string): number => DECIMALS[currency] ?? 2;

/**
 * In how many minor units an amount of a currency has to be counted to be paid by card: cards settle three-decimal currencies in
 * tens of their smallest unit, and of the ariary whole ones (https://docs.stripe.com/currencies#special-cases).
 */
export const chargeableStep = (currency: string): number => STEPS[currency] ?? 1;
