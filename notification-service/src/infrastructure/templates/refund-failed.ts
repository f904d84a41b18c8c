import { html } from '@souk/chassis/html';
import { moneyText } from '@souk/kernel/money-text';
import type { Message } from '../../application/ports/mailer.ts';
import { orderNumber, type ContentOf } from './content-of.ts';
import { layout } from './layout.ts';
import { oneLine } from './one-line.ts';

/** For whoever waits for the money. */
export function refundFailed({ orderId, amount }: ContentOf<'refund-failed'>): Omit<Message, 'to'> {
  return letter(`The refund for your order ${orderNumber(orderId)} did not go through`, [
    `We could not give ${moneyText(amount)} back to where you paid from.`,
    'The money is still yours: we are looking for another way and will get in touch.',
  ]);
}

/** For whoever has to find another way. */
export function refundFailedForShop(content: ContentOf<'refund-failed-for-shop'>): Omit<Message, 'to'> {
  const { orderId, amount, failure } = content;
  return letter(`A refund for order ${orderNumber(orderId)} has failed`, [
    `${moneyText(amount)} of order ${orderId} could not be given back. The payment provider says: ${oneLine(failure)}.`,
    'The shopper has been told that you will get in touch. Refund the order again, or send the money in another way.',
  ]);
}

const letter = (title: string, sentences: readonly string[]): Omit<Message, 'to'> => ({
  subject: title,
  html: layout({ title, body: html`${sentences.map((sentence) => html`<p>${sentence}</p>`)}` }),
  text: sentences.join('\n'),
});
