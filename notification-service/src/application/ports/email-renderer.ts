import type { EmailContent } from '../../domain/email/email-content.ts';
import type { Message } from './mailer.ts';

export interface EmailRenderer {
  /** Puts content into words; always the same words for the same content. */
  render(content: EmailContent): Omit<Message, 'to'>;
}
