import { on, type Subscription } from '@souk/chassis/events/subscription';
import { OrderCancelledV1, OrderConfirmedV1 } from '@souk/contracts/order-events';
import { RefundSucceededV1 } from '@souk/contracts/payment-events';
import { UserEmailVerificationRequestedV1 } from '@souk/contracts/user-events';
import type { QueueEmail } from '../../application/queue-email/queue-email.ts';

export function sendEmailWhenEventCallsForIt(queueEmail: QueueEmail): readonly Subscription[] {
  return [
    on(UserEmailVerificationRequestedV1, ({ id, time, data: { email, name, verificationId } }) =>
      queueEmail.execute({
        eventId: id,
        to: email,
        orderId: null,
        content: { template: 'verify-email', name, verificationId },
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
    on(OrderCancelledV1, async ({ id, time, data: { orderId, email, reason, refunded } }) => {
      // The shopper has just been told by the reply to their checkout.
      if (reason === 'out-of-stock' || reason === 'price-changed') return;
      await queueEmail.execute({
        eventId: id,
        to: email,
        orderId,
        content: { template: 'order-cancelled', orderId, reason, refunded },
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
  ];
}
