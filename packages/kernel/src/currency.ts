const THREE_DECIMAL = ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'];
const STEPS: Readonly<Record<string, number>> = {
  MGA: 100,
  ...Object.fromEntries(THREE_DECIMAL.map((code) => [code, 10])),
};

/**
 * In how many minor units an amount of a currency has to be counted to be paid by card: cards settle three-decimal currencies in
 * tens of their smallest unit, and of the ariary whole ones (https://docs.stripe.com/currencies#special-cases).
 */
export const chargeableStep = (currency: string): number => STEPS[currency] ?? 1;
