import type { MoneyShape } from '@souk/kernel/money';

/** An amount as people read it, e.g. `€19.99`; the currency says how many minor units make one. */
export function moneyText({ amount, currency }: MoneyShape): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
