import type { Message } from '../../application/ports/mailer.ts';
import { orderNumber, type ContentOf } from './content-of.ts';
import { html } from '@souk/chassis/html';
import { layout } from './layout.ts';
import { moneyText } from '@souk/kernel/money-text';

export function refunded({ orderId, amount }: ContentOf<'refunded'>): Omit<Message, 'to'> {
  const title = `A refund for your order ${orderNumber(orderId)}`;
  const sentence = `We have sent ${moneyText(amount)} back to where you paid from; your bank may take a few days to show it.`;
  return { subject: title, html: layout({ title, body: html`<p>${sentence}</p>` }), text: sentence };
}
