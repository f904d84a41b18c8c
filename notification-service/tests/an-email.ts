import type { EmailContent, Template } from '../src/domain/email/email-content.ts';
import { Email, type EmailStatus } from '../src/domain/email/email.ts';

export const at = new Date('2026-01-01T09:00:00Z');

export const secondsLater = (seconds: number): Date => new Date(at.getTime() + seconds * 1_000);

export const euros = (amount: number) => ({ amount, currency: 'EUR' });

export const orderId = '0197a1b2-0000-7000-8000-0000deadbeef';

/** One of each kind. */
export const contents = {
  'verify-email': { template: 'verify-email', verificationId: 'verification-1' },
  'order-confirmed': {
    template: 'order-confirmed',
    orderId,
    isGuest: true,
    lines: [
      { name: 'Green tea, 100 g', quantity: 2, unitPrice: euros(1250) },
      { name: 'Mint', quantity: 1, unitPrice: euros(399) },
    ],
    shipping: { name: 'Standard delivery', price: euros(490) },
    total: euros(3389),
  },
  'order-cancelled': {
    template: 'order-cancelled',
    orderId,
    reason: 'customer',
    refunded: euros(3389),
    refundedBefore: null,
  },
  refunded: { template: 'refunded', orderId, amount: euros(3389) },
  'refund-failed': { template: 'refund-failed', orderId, amount: euros(3389) },
  'refund-failed-for-shop': {
    template: 'refund-failed-for-shop',
    orderId,
    amount: euros(3389),
    failure: 'lost_or_stolen_card',
  },
} as const satisfies { readonly [T in Template]: Extract<EmailContent, { readonly template: T }> };

export function aQueuedEmail(overrides: Partial<Parameters<typeof Email.queue>[0]> = {}): Email {
  return Email.queue({
    id: 'event-1:order-confirmed',
    to: 'amira@souk.test',
    orderId,
    content: contents['order-confirmed'],
    at,
    ...overrides,
  });
}

/** An e-mail that has come to a status the usual way, without events that are still to be pulled. */
export function anEmail(status: EmailStatus, overrides: Partial<Parameters<typeof Email.queue>[0]> = {}): Email {
  const email = aQueuedEmail(overrides);
  if (status === 'failed') email.fail('validation_error', at);
  else if (status === 'suppressed') email.suppress('bounced', at);
  else if (status !== 'pending') email.markSent('provider-1', at);
  if (status === 'delivered' || status === 'bounced' || status === 'complained') email.recordDelivery(status);
  email.pullEvents();
  return email;
}
