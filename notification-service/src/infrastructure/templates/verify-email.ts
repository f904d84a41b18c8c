import { html } from '@souk/chassis/html';
import type { Message } from '../../application/ports/mailer.ts';
import type { ContentOf } from './content-of.ts';
import type { EmailLinks } from './email-links.ts';
import { button, layout } from './layout.ts';

const TITLE = 'Confirm your e-mail address';
const ASKED = 'Somebody, you we hope, has opened an account at Souk with this address.';
const EFFECT = 'The link makes the account work with the password that was chosen then. It works for 24 hours.';
const NOT_YOU =
  'If that was not you, do nothing. To have an account of your own, register, and use the link in the mail that comes then.';

/** Goes to an address that nobody has proved, so it holds nothing that anybody has typed. */
export function verifyEmail({ verificationId }: ContentOf<'verify-email'>, links: EmailLinks): Omit<Message, 'to'> {
  const url = links.verification(verificationId);
  return {
    subject: TITLE,
    html: layout({
      title: TITLE,
      body: html`<p>${ASKED} If that was you, one click tells us that the address is yours.</p>
        ${button(url, 'This is my address')}
        <p>${EFFECT}</p>
        <p>${NOT_YOU}</p>`,
    }),
    text: [ASKED, '', 'If that was you, open this address to tell us that it is yours:', url, '', EFFECT, NOT_YOU].join(
      '\n',
    ),
  };
}
