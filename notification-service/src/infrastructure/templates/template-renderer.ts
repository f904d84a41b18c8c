import type { EmailRenderer } from '../../application/ports/email-renderer.ts';
import type { Message } from '../../application/ports/mailer.ts';
import type { EmailContent } from '../../domain/email/email-content.ts';
import type { EmailLinks } from './email-links.ts';
import { orderCancelled } from './order-cancelled.ts';
import { orderConfirmed } from './order-confirmed.ts';
import { refundFailed, refundFailedForShop } from './refund-failed.ts';
import { refunded } from './refunded.ts';
import { verifyEmail } from './verify-email.ts';

export class TemplateRenderer implements EmailRenderer {
  readonly #links: EmailLinks;

  constructor(links: EmailLinks) {
    this.#links = links;
  }

  render(content: EmailContent): Omit<Message, 'to'> {
    switch (content.template) {
      case 'verify-email':
        return verifyEmail(content, this.#links);
      case 'order-confirmed':
        return orderConfirmed(content, this.#links);
      case 'order-cancelled':
        return orderCancelled(content);
      case 'refunded':
        return refunded(content);
      case 'refund-failed':
        return refundFailed(content);
      case 'refund-failed-for-shop':
        return refundFailedForShop(content);
    }
  }
}
