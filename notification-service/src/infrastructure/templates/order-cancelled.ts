import { html } from '@souk/chassis/html';
import { Money } from '@souk/kernel/money';
import { moneyText } from '@souk/kernel/money-text';
import type { Message } from '../../application/ports/mailer.ts';
import { orderNumber, type ContentOf } from './content-of.ts';
import { layout } from './layout.ts';

type Cancelled = ContentOf<'order-cancelled'>;

const REASONS: Readonly<Record<Cancelled['reason'], string>> = {
  customer: 'You cancelled it.',
  shop: 'We could not deliver it and had to cancel it.',
  'payment-expired': 'It was not paid in time.',
  'payment-refused': 'Our payment provider cannot take a payment of this amount.',
  'payment-failed': 'Your bank did not send us the money.',
  'no-answer': 'Something on our side took too long.',
};

export function orderCancelled({ orderId, reason, ...money }: Cancelled): Omit<Message, 'to'> {
  const title = `Your order ${orderNumber(orderId)} is cancelled`;
  const sentences = [REASONS[reason], moneySentence(money)];
  return {
    subject: title,
    html: layout({ title, body: html`${sentences.map((sentence) => html`<p>${sentence}</p>`)}` }),
    text: sentences.join('\n'),
  };
}

/** What goes back now; an earlier mail has told of the rest. */
function moneySentence({ refunded, refundedBefore }: Pick<Cancelled, 'refunded' | 'refundedBefore'>): string {
  if (refunded === null) return 'Nothing was charged.';
  const before = refundedBefore ?? { amount: 0, currency: refunded.currency };
  const now = Money.from(refunded).minus(Money.from(before));
  if (now.amount <= 0) return `All that you paid, ${moneyText(refunded)}, had gone back to you before.`;
  const sent = `We have sent ${moneyText(now)} back to where you paid from; your bank may take a few days to show it.`;
  return before.amount === 0 ? sent : `${sent} ${moneyText(before)} of what you paid had gone back before.`;
}
