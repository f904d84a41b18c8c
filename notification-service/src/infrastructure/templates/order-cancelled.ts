import type { Message } from '../../application/ports/mailer.ts';
import { orderNumber, type ContentOf } from './content-of.ts';
import { html } from '@souk/chassis/html';
import { layout } from './layout.ts';
import { moneyText } from '@souk/kernel/money-text';

const REASONS: Readonly<Record<ContentOf<'order-cancelled'>['reason'], string>> = {
  customer: 'You cancelled it.',
  shop: 'We could not deliver it and had to cancel it.',
  'payment-expired': 'It was not paid in time.',
  'no-answer': 'Something on our side took too long.',
};

export function orderCancelled({ orderId, reason, refunded }: ContentOf<'order-cancelled'>): Omit<Message, 'to'> {
  const title = `Your order ${orderNumber(orderId)} is cancelled`;
  const money =
    refunded === null
      ? 'Nothing was charged.'
      : `We have sent ${moneyText(refunded)} back to where you paid from; your bank may take a few days to show it.`;
  return {
    subject: title,
    html: layout({
      title,
      body: html`<p>${REASONS[reason]}</p>
        <p>${money}</p>`,
    }),
    text: [REASONS[reason], money].join('\n'),
  };
}
