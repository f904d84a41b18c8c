import { Money } from '@souk/kernel/money';
import type { Message } from '../../application/ports/mailer.ts';
import { orderNumber, type ContentOf } from './content-of.ts';
import type { EmailLinks } from './email-links.ts';
import { html } from '@souk/chassis/html';
import { button, layout } from './layout.ts';
import { moneyText } from '@souk/kernel/money-text';
import { oneLine } from './one-line.ts';

export function orderConfirmed(content: ContentOf<'order-confirmed'>, links: EmailLinks): Omit<Message, 'to'> {
  const url = links.order(content.orderId, content.isGuest);
  const title = `Thank you for your order ${orderNumber(content.orderId)}`;
  const rows = [
    ...content.lines.map(({ name, quantity, unitPrice }) => ({
      what: `${quantity} × ${oneLine(name)}`,
      price: moneyText(Money.from(unitPrice).times(quantity)),
    })),
    { what: oneLine(content.shipping.name), price: moneyText(content.shipping.price) },
  ];
  const total = moneyText(content.total);
  return {
    subject: title,
    html: layout({
      title,
      body: html`<p>Your payment has arrived and your order is confirmed.</p>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="font-size:15px">
          ${rows.map(
            ({ what, price }) =>
              html`<tr>
                <td style="padding:6px 0">${what}</td>
                <td align="right" style="padding:6px 0">${price}</td>
              </tr>`,
          )}
          <tr>
            <td style="padding:10px 0;border-top:1px solid #d9cfc3"><strong>Total, tax included</strong></td>
            <td align="right" style="padding:10px 0;border-top:1px solid #d9cfc3"><strong>${total}</strong></td>
          </tr>
        </table>
        ${button(url, 'See your order')}`,
    }),
    text: [
      'Your payment has arrived and your order is confirmed.',
      '',
      ...rows.map(({ what, price }) => `${what}: ${price}`),
      `Total, tax included: ${total}`,
      '',
      `See your order: ${url}`,
    ].join('\n'),
  };
}
