import { chargeableRange } from '@souk/kernel/chargeable';
import { chargeableStep } from '@souk/kernel/currency';
import type { MoneyShape } from '@souk/kernel/money';
import { TotalIsNotChargeable } from './order-error.ts';

/** Whether nothing is to be paid, or what can be taken in one payment. */
export function isPayable({ amount, currency }: MoneyShape): boolean {
  const { least, most } = chargeableRange(currency);
  return amount === 0 || (amount >= least && amount <= most && amount % chargeableStep(currency) === 0);
}

/** @throws TotalIsNotChargeable */
export function assertPayable(total: MoneyShape): void {
  if (isPayable(total)) return;
  const { currency } = total;
  const { least, most } = chargeableRange(currency);
  throw new TotalIsNotChargeable(total, { amount: least, currency }, { amount: most, currency });
}
