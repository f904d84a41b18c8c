import { chargeableStep } from '@souk/kernel/currency';
import { Money, type MoneyShape } from '@souk/kernel/money';
import { OrderIsDisputed, OrderIsNotPaid, RefundIsNotPayable, RefundIsTooLarge } from './order-error.ts';
import { newRefund, type OrderRefund } from './order-refund.ts';
import type { OrderState } from './order-state.ts';
import { isTerminal, type OrderStatus, type PaymentStatus } from './order-status.ts';

/** What a paid order knows of its money. */
type Books = Pick<OrderState, 'refunds' | 'disputes'> & { readonly paid: MoneyShape };

const minus = (money: Money, entries: readonly { readonly amount: MoneyShape }[]): Money =>
  entries.reduce((left, { amount }) => left.minus(Money.from(amount)), money);

/** What may still be given back: neither is it back, nor on its way. */
function refundableOf({ paid, refunds, disputes }: Books): Money {
  const gone = [
    ...refunds.filter(({ status }) => status !== 'failed'),
    ...disputes.filter(({ status }) => status === 'lost'),
  ];
  return minus(Money.from(paid), gone);
}

/**
 * What an admin may give back when they want to give this much, or all that is left.
 * @throws OrderIsNotPaid, OrderIsDisputed, RefundIsTooLarge, RefundIsNotPayable
 */
export function grantable({ paid, ...books }: OrderState, amount: MoneyShape | null): MoneyShape {
  if (paid === null) throw new OrderIsNotPaid();
  if (isDisputed(books)) throw new OrderIsDisputed();
  const left = refundableOf({ paid, ...books }).toJSON();
  const wanted = amount ?? left;
  const step = chargeableStep(paid.currency);
  if (wanted.currency !== paid.currency || wanted.amount > left.amount) throw new RefundIsTooLarge(wanted, left);
  if (wanted.amount <= 0 || wanted.amount % step !== 0) throw new RefundIsNotPayable(wanted, paid.currency, step);
  return wanted;
}

/**
 * The refund of all that may still be given back of an order that is cancelled; null when there is nothing. After its end it is `granted`:
 * the shopper has been told of the end already, and is told of this apart.
 */
export function restOf({ id, paid, status, ...books }: OrderState, at: Date): OrderRefund | null {
  if (paid === null) return null;
  const amount = refundableOf({ paid, ...books }).toJSON();
  if (amount.amount <= 0) return null;
  const first = `${id}:cancelled`;
  const tries = books.refunds.filter(({ refundId }) => refundId.startsWith(first)).length;
  const refundId = tries === 0 ? first : `${first}:${tries + 1}`;
  return newRefund({ refundId, amount, reason: isTerminal(status) ? 'granted' : 'cancelled', note: null }, at);
}

/** What the shop has of the money that was paid. */
function balanceOf({ paid, refunds, disputes }: Books): Money {
  const back = [
    ...refunds.filter(({ status }) => status === 'succeeded'),
    ...disputes.filter(({ status }) => status === 'lost'),
  ];
  return minus(Money.from(paid), back);
}

/** The sum of the refunds that have arrived; null when none has. */
function arrived(refunds: readonly OrderRefund[]): MoneyShape | null {
  const amounts = refunds.filter(({ status }) => status === 'succeeded').map(({ amount }) => Money.from(amount));
  return amounts[0] === undefined ? null : Money.sum(amounts, amounts[0].currency).toJSON();
}

/** What had gone back apart from the cancellation, which the shopper was told of when it did. */
export const refundedBefore = ({ refunds }: Pick<OrderState, 'refunds'>): MoneyShape | null =>
  arrived(refunds.filter(({ reason }) => reason !== 'cancelled'));

export const isDisputed = ({ disputes }: Pick<Books, 'disputes'>): boolean =>
  disputes.some(({ status }) => status === 'open');

export const isAllBack = (books: Books): boolean => balanceOf(books).amount <= 0;

export const isOnItsWay = ({ refunds }: Pick<Books, 'refunds'>): boolean =>
  refunds.some(({ status }) => status === 'requested');

function paymentStatusOf(books: Books, status: OrderStatus): PaymentStatus {
  if (isDisputed(books)) return 'disputed';
  if (isAllBack(books)) return 'refunded';
  if (status === 'cancelled') return 'refund-owed';
  return balanceOf(books).equals(books.paid) ? 'paid' : 'partially-refunded';
}

/** An order with the fields that follow from what was paid and what went back. */
export function withBooks(order: OrderState): OrderState {
  const { paid, refunds, disputes, status } = order;
  if (paid === null) return order;
  const paymentStatus = paymentStatusOf({ paid, refunds, disputes }, status);
  return { ...order, paymentStatus, refunded: arrived(refunds) };
}
