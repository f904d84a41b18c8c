import { on, type Subscription } from '@souk/chassis/events/subscription';
import { OrderCancelledV2, OrderConfirmedV1 } from '@souk/contracts/order-events';
import { RefundFailedV1, RefundSucceededV1 } from '@souk/contracts/payment-events';
import { UserEmailVerificationRequestedV1 } from '@souk/contracts/user-events';
import type { QueueEmail } from '../../application/queue-email/queue-email.ts';

/** `shopEmail`: who is told what an admin has to look after; without one it is only recorded. */
export function sendEmailWhenEventCallsForIt(
  queueEmail: QueueEmail,
  { shopEmail = '' }: { readonly shopEmail: string | undefined },
): readonly Subscription[] {
  return [
    // Not the name: anybody may have typed it, and anything in its place.
    on(UserEmailVerificationRequestedV1, ({ id, time, data: { email, verificationId } }) =>
      queueEmail.execute({
        eventId: id,
        to: email,
        orderId: null,
        content: { template: 'verify-email', verificationId },
        at: new Date(time),
      }),
    ),
    on(OrderConfirmedV1, ({ id, time, data: { orderId, email, customerId, lines, shipping, total } }) =>
      queueEmail.execute({
        eventId: id,
        to: email,
        orderId,
        content: { template: 'order-confirmed', orderId, isGuest: customerId === null, lines, shipping, total },
        at: new Date(time),
      }),
    ),
    on(OrderCancelledV2, async ({ id, time, data: { orderId, email, reason, refunded, refundedBefore } }) => {
      // The shopper has just been told by the reply to their checkout.
      if (reason === 'out-of-stock' || reason === 'price-changed') return;
      // Whoever placed it has cancelled it and paid nothing: there is no news in it, and the address may be anybody's.
      if (reason === 'customer' && refunded === null) return;
      await queueEmail.execute({
        eventId: id,
        to: email,
        orderId,
        content: { template: 'order-cancelled', orderId, reason, refunded, refundedBefore },
        at: new Date(time),
      });
    }),
    on(RefundSucceededV1, async ({ id, time, data: { orderId, email, amount, reason } }) => {
      // A cancelled order's mail says what went back.
      if (reason === 'cancelled') return;
      await queueEmail.execute({
        eventId: id,
        to: email,
        orderId,
        content: { template: 'refunded', orderId, amount },
        at: new Date(time),
      });
    }),
    on(RefundFailedV1, async ({ id, time, data: { orderId, email, amount, failure } }) => {
      const about = { eventId: id, orderId, at: new Date(time) };
      await queueEmail.execute({ ...about, to: email, content: { template: 'refund-failed', orderId, amount } });
      const content = { template: 'refund-failed-for-shop', orderId, amount, failure } as const;
      await queueEmail.execute({ ...about, to: shopEmail, content });
    }),
  ];
}
