import type { EventContract } from '@souk/contracts/event';
import { OrderCancelledV2, OrderConfirmedV1 } from '@souk/contracts/order-events';
import { UserEmailVerificationRequestedV1 } from '@souk/contracts/user-events';
import { eventually } from '@souk/testing/eventually';
import { expect } from 'vitest';
import { canaries } from './canaries.ts';
import { confirmed, paidBack, verificationRequested, type Recipient } from './event-data.ts';
import { unreachable } from './running-resend.ts';
import { admin, startNotificationService } from './running-service.ts';

/** Takes the service through all that it does, in a process of its own, so that its whole output can be read. */
const { typed, shopper, refused, secrets } = canaries;
const service = await startNotificationService({ ...secrets, LOG_LEVEL: 'trace' });
const deliver = (contract: EventContract, data: object, { orderId }: Recipient) =>
  service.deliver(contract, data, { subject: orderId });

const verification = { ...verificationRequested(shopper), name: typed };
const order = confirmed(shopper);
const lines = order.lines.map((line) => ({ ...line, name: typed }));
await deliver(UserEmailVerificationRequestedV1, verification, shopper);
await deliver(OrderConfirmedV1, { ...order, lines, shipping: { ...order.shipping, name: typed } }, shopper);
await eventually(async () => expect(await service.resend.inbox(shopper.email)).toHaveLength(2));

service.resend.behave(unreachable);
await deliver(OrderCancelledV2, paidBack(refused), refused);
await service.emailTo(refused.email, 'pending', { attempts: 1 });
service.resend.behave();
await service.later(60);
const { id } = await service.emailTo(refused.email, 'failed');

await deliver(UserEmailVerificationRequestedV1, { ...verification, expiresAt: typed, email: [shopper.email] }, shopper);
await service.api.post(`/v1/admin/notifications/${id}/resend`, { token: admin });
for (const query of [`to=${shopper.email}`, `to=${typed}`, `${typed}=1`]) {
  await service.api.get(`/v1/admin/notifications?${query}`, { token: admin });
}
await service.api.post('/v1/webhooks/resend', { body: { name: typed }, headers: { 'svix-signature': typed } });
await service.emailTo(refused.email, 'failed', { attempts: 1 });
await service.stop();
