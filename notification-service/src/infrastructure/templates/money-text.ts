import type { MoneyShape } from '@souk/kernel/money';

/** One per currency: making one costs a hundred times what using it does. */
const formats = new Map<string, Intl.NumberFormat>();

/** An amount as people read it, e.g. `€19.99`; the currency says how many minor units make one. */
export function moneyText({ amount, currency }: MoneyShape): string {
  const format = formats.get(currency) ?? new Intl.NumberFormat('en', { style: 'currency', currency });
  formats.set(currency, format);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
