import { chargeableRange } from '@souk/kernel/chargeable';
import { chargeableStep } from '@souk/kernel/currency';
import type { MoneyShape } from '@souk/kernel/money';
import { AmountIsNotChargeable } from '../../application/ports/provider-error.ts';

/**
 * Stripe's unit is the minor unit of ISO 4217, zero-decimal currencies included, with three exceptions
 * (https://docs.stripe.com/currencies): ISK and UGX have no minor unit any more, yet Stripe counts hundredths of them; of MGA it
 * takes whole ariary only; three-decimal currencies it takes in tens.
 */
const STRIPE_UNITS_PER_MINOR_UNIT: Readonly<Record<string, number>> = { ISK: 100, UGX: 100, MGA: 0.01 };

/** @throws AmountIsNotChargeable */
export function toStripeAmount(money: MoneyShape): number {
  const { amount, currency } = money;
  const step = chargeableStep(currency);
  if (amount % step !== 0) throw new AmountIsNotChargeable('amount_not_in_steps', money, `a multiple of ${step}`);
  return Math.round(amount * (STRIPE_UNITS_PER_MINOR_UNIT[currency] ?? 1));
}

/**
 * What Stripe is asked to charge for all of that.
 * @throws AmountIsNotChargeable
 */
export function toStripeTotal(items: readonly { readonly unitPrice: MoneyShape; readonly quantity: number }[]): number {
  const amount = items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice.amount * quantity, 0);
  const currency = items[0]?.unitPrice.currency ?? '';
  const { least, most } = chargeableRange(currency);
  const total = { amount, currency };
  if (amount < least) throw new AmountIsNotChargeable('amount_too_small', total, `at least ${least}`);
  if (amount > most) throw new AmountIsNotChargeable('amount_too_large', total, `at most ${most}`);
  return toStripeAmount(total);
}

/** `currency` as Stripe writes it, in lower case. */
export function fromStripeAmount(amount: number, currency: string): MoneyShape {
  const code = currency.toUpperCase();
  return { amount: Math.round(amount / (STRIPE_UNITS_PER_MINOR_UNIT[code] ?? 1)), currency: code };
}
