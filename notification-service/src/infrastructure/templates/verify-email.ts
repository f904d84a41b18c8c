import type { Message } from '../../application/ports/mailer.ts';
import type { ContentOf } from './content-of.ts';
import type { EmailLinks } from './email-links.ts';
import { html } from '@souk/chassis/html';
import { button, layout } from './layout.ts';
import { oneLine } from './one-line.ts';

export function verifyEmail(
  { name, verificationId }: ContentOf<'verify-email'>,
  links: EmailLinks,
): Omit<Message, 'to'> {
  const url = links.verification(verificationId);
  const greeting = `Welcome to Souk, ${oneLine(name)}.`;
  const title = 'Confirm your e-mail address';
  return {
    subject: title,
    html: layout({
      title,
      body: html`<p>${greeting} One click tells us that this address is yours.</p>
        ${button(url, 'This is my address')}
        <p>The link works for 24 hours. If you did not open an account, do nothing.</p>`,
    }),
    text: [
      greeting,
      '',
      'Open this address to tell us that it is yours (it works for 24 hours):',
      url,
      '',
      'If you did not open an account, do nothing.',
    ].join('\n'),
  };
}
