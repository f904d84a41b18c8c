import { decimalsOf } from './currency.ts';
import type { MoneyShape } from './money.ts';

/** One per currency: making one costs a hundred times what using it does. */
const formats = new Map<string, Intl.NumberFormat>();

/** An amount as people read it, e.g. `€19.99`. */
export function moneyText({ amount, currency }: MoneyShape): string {
  const decimals = decimalsOf(currency);
  const format = formats.get(currency) ?? formatOf(currency, decimals);
  formats.set(currency, format);
  return format.format(amount / 10 ** decimals);
}

const formatOf = (currency: string, decimals: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en', {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
