import { LinkSigner } from '@souk/chassis/link-signer';
import { describe, expect, it } from 'vitest';
import { contents, euros, orderId } from '../../../tests/an-email.ts';
import type { EmailContent } from '../../domain/email/email-content.ts';
import { EmailLinks } from './email-links.ts';
import { TemplateRenderer } from './template-renderer.ts';

const signer = new LinkSigner('a-secret-of-at-least-32-characters!!');
const aRenderer = (publicUrl = 'https://souk.test') => new TemplateRenderer(new EmailLinks({ publicUrl, signer }));
const render = (content: EmailContent) => aRenderer().render(content);

const unescaped = (markup: string) =>
  markup
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
const oneSpace = (text: string) => text.replaceAll(/\s+/g, ' ');
const tagsOf = (markup: string) => markup.match(/<[^>]*>/g);
/** What a reader of the HTML sees, links included. */
const visible = (markup: string) =>
  oneSpace(unescaped(markup.replaceAll(/<a href="([^"]*)"[^>]*>/g, '$1 ').replaceAll(/<[^>]*>/g, '')));
const amountsOf = (text: string) => text.match(/[€¥][\d,.]*\d|[A-Z]{3}\s[\d,.]*\d/g)?.sort();

const hostile = `Eve</p><script>alert("1")</script>' & co`;
const twoLines = 'Eve\r\n\r\nYour account is locked.\u2028Call us.\u2029\u0085\0';

/** Every kind of mail, and the facts that each of its readers has to get. */
const kinds: [name: string, content: EmailContent, facts: readonly string[]][] = [
  [
    'verify-email',
    contents['verify-email'],
    ['If that was you', 'the password that was chosen then', 'works for 24 hours', 'do nothing'],
  ],
  [
    'order-confirmed',
    contents['order-confirmed'],
    ['DEADBEEF', '2 × Green tea, 100 g', '€25.00', '1 × Mint', '€3.99', 'Standard delivery', '€4.90', '€33.89'],
  ],
  ['order-cancelled by the customer', contents['order-cancelled'], ['DEADBEEF', 'You cancelled it.', '€33.89 back']],
  [
    'order-cancelled when the payment expired',
    { ...contents['order-cancelled'], reason: 'payment-expired', refunded: null },
    ['DEADBEEF', 'It was not paid in time.', 'Nothing was charged.'],
  ],
  [
    'order-cancelled when we never answered',
    { ...contents['order-cancelled'], reason: 'no-answer', refunded: null },
    ['DEADBEEF', 'Something on our side took too long.', 'Nothing was charged.'],
  ],
  [
    'order-cancelled when a part went back before',
    { ...contents['order-cancelled'], refundedBefore: euros(1000) },
    ['We have sent €23.89 back', '€10.00 of what you paid had gone back before.'],
  ],
  [
    'order-cancelled when all of it went back before',
    { ...contents['order-cancelled'], refundedBefore: euros(3389) },
    ['All that you paid, €33.89, had gone back to you before.'],
  ],
  [
    'order-cancelled when the total cannot be charged',
    { ...contents['order-cancelled'], reason: 'payment-refused', refunded: null },
    ['cannot take a payment of this amount', 'Nothing was charged.'],
  ],
  [
    'order-cancelled when a debit failed',
    { ...contents['order-cancelled'], reason: 'payment-failed', refunded: null },
    ['Your bank did not send us the money.', 'Nothing was charged.'],
  ],
  ['refunded', contents.refunded, ['DEADBEEF', '€33.89 back']],
  ['refund-failed', contents['refund-failed'], ['DEADBEEF', 'could not give €33.89 back', 'will get in touch']],
  [
    'refund-failed for the shop',
    contents['refund-failed-for-shop'],
    ['DEADBEEF', orderId, '€33.89', 'lost_or_stolen_card'],
  ],
];

describe.each(kinds)('%s', (_name, content, facts) => {
  it('when rendered, says the same in text and in HTML', () => {
    const { subject, text, html } = render(content);
    for (const fact of facts) {
      expect(oneSpace(`${subject} ${text}`)).toContain(fact);
      expect(visible(html)).toContain(fact);
    }
    expect(visible(html)).toContain(subject);
    expect(amountsOf(text)).toEqual(amountsOf(visible(html)));
    for (const [, href = ''] of html.matchAll(/href="([^"]*)"/g)) expect(text.split(/\s/)).toContain(unescaped(href));
  });

  it('when rendered twice, says it in the same words', () => {
    expect(aRenderer().render(structuredClone(content))).toEqual(render(content));
  });

  it('when rendered, leaves nothing of the template behind', () => {
    const { subject, text, html } = render(content);
    for (const words of [subject, text, html]) expect(words).not.toMatch(/undefined|null|NaN|\[object|\$\{/);
  });
});

/** Both kinds of mail that say what somebody has typed, with a word of the test's in every such place. */
const typing = (typed: string): EmailContent[] => [
  { ...contents['refund-failed-for-shop'], failure: typed },
  {
    ...contents['order-confirmed'],
    lines: contents['order-confirmed'].lines.map((line) => ({ ...line, name: typed })),
    shipping: { ...contents['order-confirmed'].shipping, name: typed },
  },
];

/** Words of mails before, which an address that nobody has proved must not get. */
const stored = { ...contents['verify-email'], name: 'you won: https://evil.example/win' };

describe('what somebody has typed', () => {
  it('when the mail goes to an address that nobody has proved, is not in it', () => {
    const { subject, text, html } = render(stored);
    expect(subject + text + html).not.toContain('evil.example');
  });

  it('when it holds markup, stays text in the HTML', () => {
    for (const [index, content] of typing(hostile).entries()) {
      const { html } = render(content);
      expect(tagsOf(html)).toEqual(tagsOf(render(typing('Eve')[index]!).html));
      expect(visible(html)).toContain(hostile);
    }
  });

  it('when it holds line breaks, begins no line of its own and no header', () => {
    for (const [index, content] of typing(twoLines).entries()) {
      const { subject, text, html } = render(content);
      const calm = render(typing('Eve')[index]!);
      expect(text.split('\n')).toHaveLength(calm.text.split('\n').length);
      expect(html.split('\n')).toHaveLength(calm.html.split('\n').length);
      expect(subject + text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect(text).toContain('Eve Your account is locked. Call us.');
    }
  });
});

describe('a link', () => {
  const linkIn = (content: EmailContent) => new URL(/https:\S+/.exec(render(content).text)?.[0] ?? '');

  it('when it verifies an address, carries the token that belongs to the verification', () => {
    const link = linkIn(contents['verify-email']);
    expect(link.origin + link.pathname).toBe('https://souk.test/verify-email');
    expect(link.searchParams.get('verificationId')).toBe('verification-1');
    expect(signer.isValid('verify-email', 'verification-1', link.searchParams.get('token') ?? '')).toBe(true);
  });

  it('when it leads a guest to an order, carries the token of that order and no other', () => {
    const link = linkIn(contents['order-confirmed']);
    const token = link.searchParams.get('token') ?? '';
    expect(link.origin + link.pathname).toBe(`https://souk.test/v1/orders/${orderId}`);
    expect(signer.isValid('guest-order', orderId, token)).toBe(true);
    expect(signer.isValid('guest-order', 'another-order', token)).toBe(false);
    expect(signer.isValid('verify-email', orderId, token)).toBe(false);
  });

  it('when it leads a customer to an order, carries no token', () => {
    expect(linkIn({ ...contents['order-confirmed'], isGuest: false }).search).toBe('');
  });

  it('when the shop has an address with a slash at its end, has no second one', () => {
    const { text } = aRenderer('https://souk.test/').render(contents['verify-email']);
    expect(text).toContain('https://souk.test/verify-email?');
  });
});

describe('amounts', () => {
  it.each([
    ['JPY', '¥2,500', '¥3,389'],
    ['KWD', 'KWD 2.500', 'KWD 3.389'],
  ])('when they are in %s, have its decimals', (currency, line, total) => {
    const inCurrency = ({ amount }: { amount: number }) => ({ amount, currency });
    const { lines, shipping, total: sum, ...rest } = contents['order-confirmed'];
    const { text, html } = render({
      ...rest,
      lines: lines.map((each) => ({ ...each, unitPrice: inCurrency(each.unitPrice) })),
      shipping: { ...shipping, price: inCurrency(shipping.price) },
      total: inCurrency(sum),
    });
    for (const words of [oneSpace(text), visible(html)]) {
      expect(words).toContain(line);
      expect(words).toContain(total);
    }
  });
});
