import { randomUUID } from 'node:crypto';
import { contents, euros } from './an-email.ts';

export interface Recipient {
  readonly email: string;
  readonly orderId: string;
}

/** An address and an order of one test's own. */
export const aRecipient = (): Recipient => ({ email: `${randomUUID()}@souk.test`, orderId: randomUUID() });

export const verificationRequested = ({ email, orderId: userId }: Recipient) => ({
  userId,
  email,
  name: 'Amira',
  verificationId: `verification-of-${userId}`,
  expiresAt: '2099-01-01T00:00:00.000Z',
});
export const confirmed = ({ email, orderId }: Recipient, customerId: string | null = null) => ({
  orderId,
  cartId: 'cart-1',
  customerId,
  email,
  lines: contents['order-confirmed'].lines.map((line) => ({ ...line, sku: 'SKU-1', productId: 'p1' })),
  shipping: { method: 'standard', ...contents['order-confirmed'].shipping },
  total: contents['order-confirmed'].total,
});
type Reason =
  | 'out-of-stock'
  | 'price-changed'
  | 'no-answer'
  | 'customer'
  | 'payment-expired'
  | 'payment-refused'
  | 'payment-failed';
export const cancelled = (
  { email, orderId }: Recipient,
  reason: Reason,
  refunded: ReturnType<typeof euros> | null = null,
  refundedBefore: ReturnType<typeof euros> | null = null,
) => ({
  orderId,
  email,
  reason,
  refunded,
  refundedBefore,
});
/** What mails are made of where it does not matter which: money of the order has gone back. */
export const paidBack = (to: Recipient) => cancelled(to, 'customer', euros(2990));
export const refunded = ({ email, orderId }: Recipient, reason: 'cancelled' | 'late-payment') => ({
  orderId,
  email,
  reason,
  refundId: `${orderId}:${reason}`,
  amount: euros(2990),
});
export const refundFailed = (to: Recipient) => ({ ...refunded(to, 'cancelled'), failure: 'lost_or_stolen_card' });
export const verified = ({ email, orderId: userId }: Recipient) => ({ userId, email, isNewOwner: false });
