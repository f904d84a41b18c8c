import { LinkSigner } from '@souk/chassis/link-signer';
import type { EventContract } from '@souk/contracts/event';
import { EmailFailedV1, EmailSentV1 } from '@souk/contracts/notification-events';
import { OrderCancelledV1, OrderCancelledV2, OrderConfirmedV1 } from '@souk/contracts/order-events';
import { RefundFailedV1, RefundSucceededV1 } from '@souk/contracts/payment-events';
import { UserEmailVerificationRequestedV1 } from '@souk/contracts/user-events';
import { eventually } from '@souk/testing/eventually';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { euros } from './an-email.ts';
import { environment } from './environment.ts';
import {
  aRecipient,
  cancelled,
  confirmed,
  paidBack,
  refunded,
  refundFailed,
  verificationRequested,
  type Recipient,
} from './event-data.ts';
import { answering, answerLost, unreachable } from './running-resend.ts';
import { admin, startNotificationService, type RunningService } from './running-service.ts';

let service: RunningService;
const signer = new LinkSigner(environment.LINK_SECRET);

beforeAll(async () => {
  service = await startNotificationService();
});

afterEach(() => service.resend.behave());

afterAll(() => service.stop());

const number = ({ orderId }: Recipient) => orderId.slice(-8).toUpperCase();
const orderLink = ({ orderId }: Recipient) => `https://souk.test/v1/orders/${orderId}`;

const reactions: [
  what: string,
  contract: EventContract,
  data: (to: Recipient) => object,
  subject: (to: Recipient) => string,
  words: (to: Recipient) => readonly string[],
][] = [
  [
    'an address is to be verified',
    UserEmailVerificationRequestedV1,
    verificationRequested,
    () => 'Confirm your e-mail address',
    ({ orderId: userId }) => ['If that was you', signer.tokenFor('verify-email', `verification-of-${userId}`)],
  ],
  [
    "a guest's order is confirmed",
    OrderConfirmedV1,
    (to) => confirmed(to),
    (to) => `Thank you for your order ${number(to)}`,
    (to) => [
      '2 × Green tea, 100 g: €25.00',
      'Total, tax included: €33.89',
      `${orderLink(to)}?token=${signer.tokenFor('guest-order', to.orderId)}`,
    ],
  ],
  [
    "a customer's order is confirmed",
    OrderConfirmedV1,
    (to) => confirmed(to, 'customer-1'),
    (to) => `Thank you for your order ${number(to)}`,
    (to) => ['Standard delivery: €4.90', `See your order: ${orderLink(to)}`],
  ],
  [
    'an order is cancelled by the customer',
    OrderCancelledV2,
    (to) => cancelled(to, 'customer', euros(2990)),
    (to) => `Your order ${number(to)} is cancelled`,
    () => ['You cancelled it.', '€29.90 back'],
  ],
  [
    'an order has not been paid in time',
    OrderCancelledV2,
    (to) => cancelled(to, 'payment-expired'),
    (to) => `Your order ${number(to)} is cancelled`,
    () => ['It was not paid in time.', 'Nothing was charged.'],
  ],
  [
    'a debit has failed',
    OrderCancelledV2,
    (to) => cancelled(to, 'payment-failed'),
    (to) => `Your order ${number(to)} is cancelled`,
    () => ['Your bank did not send us the money.', 'Nothing was charged.'],
  ],
  [
    'an order got no answer in time',
    OrderCancelledV2,
    (to) => cancelled(to, 'no-answer'),
    (to) => `Your order ${number(to)} is cancelled`,
    () => ['took too long', 'Nothing was charged.'],
  ],
  [
    'money that came too late has gone back',
    RefundSucceededV1,
    (to) => refunded(to, 'late-payment'),
    (to) => `A refund for your order ${number(to)}`,
    () => ['€29.90 back'],
  ],
];

describe('an event that calls for a mail', () => {
  it.each(reactions)('when %s, makes one, also when it comes twice', async (_what, contract, data, subject, words) => {
    const to = aRecipient();
    const event = await service.deliver(contract, data(to), { subject: to.orderId });
    await service.deliver(contract, data(to), { subject: to.orderId, id: event.id, sequence: event.sequence });
    const { id, providerId } = await service.emailTo(to.email, 'sent');
    const [mail, ...more] = await service.resend.inbox(to.email);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ id: providerId, to: [to.email], from: 'Souk <shop@souk.test>', subject: subject(to) });
    for (const word of words(to)) expect(mail!.text).toContain(word);
    expect(mail!.html).toContain(subject(to));
    await eventually(() => expect(service.eventsAbout(id)).toEqual([EmailSentV1.type]));
  });

  it.each<[what: string, contract: EventContract, data: (to: Recipient) => object]>([
    ['who placed an order cancels it before it is paid', OrderCancelledV2, (to) => cancelled(to, 'customer')],
    ['an order is out of stock', OrderCancelledV2, (to) => cancelled(to, 'out-of-stock')],
    ['the price has changed', OrderCancelledV2, (to) => cancelled(to, 'price-changed')],
    ["a cancelled order's money has gone back", RefundSucceededV1, (to) => refunded(to, 'cancelled')],
  ])('when %s, makes none', async (_what, contract, data) => {
    const to = aRecipient();
    await service.deliver(contract, data(to), { subject: to.orderId });
    expect(await service.emailsAbout(to.orderId)).toBe(0);
  });

  it('when part of the money went back before, tells over all mails exactly what was paid', async () => {
    const to = aRecipient();
    const granted = { ...refunded(to, 'late-payment'), reason: 'granted', amount: euros(1000) } as const;
    await service.deliver(RefundSucceededV1, granted, { subject: to.orderId });
    const data = cancelled(to, 'customer', euros(3490), euros(1000));
    await service.deliver(OrderCancelledV2, data, { subject: to.orderId });
    const mails = await eventually(async () => {
      const found = await service.resend.inbox(to.email);
      expect(found).toHaveLength(2);
      return found;
    });
    const sums = mails.map(({ text }) => Number(/We have sent \D*([\d.]+) back/.exec(text ?? '')?.[1]));
    expect(sums.reduce((sum, each) => sum + each, 0)).toBeCloseTo(34.9);
  });

  it('when an order was cancelled in the words of an older version, makes its mail', async () => {
    const to = aRecipient();
    const { refundedBefore: _later, ...data } = paidBack(to);
    await service.deliver(OrderCancelledV1, { ...data, reason: 'customer' }, { subject: to.orderId });
    const { id } = await service.emailTo(to.email, 'sent');
    expect(id).toContain('order-cancelled');
  });

  it('when a refund fails, tells the shopper and records that nobody of the shop is to be told', async () => {
    const to = aRecipient();
    await service.deliver(RefundFailedV1, refundFailed(to), { subject: to.orderId });
    await service.emailTo(to.email, 'sent', { template: 'refund-failed' });
    const [mail] = await service.resend.inbox(to.email);
    expect(mail!.text).toContain('We could not give €29.90 back');
    const query = `/v1/admin/notifications?orderId=${to.orderId}&status=suppressed`;
    await eventually(async () => {
      const { data } = (await service.api.get(query, { token: admin })).body;
      expect(data).toMatchObject([{ to: '', template: 'refund-failed-for-shop', suppressedBecause: 'no-recipient' }]);
    });
  });

  it('when the events of an order come in another order than they happened, makes the mail of each', async () => {
    const to = aRecipient();
    await service.deliver(OrderCancelledV2, paidBack(to), { subject: to.orderId, sequence: 9_002 });
    await service.deliver(OrderConfirmedV1, confirmed(to), { subject: to.orderId, sequence: 9_001 });
    await eventually(async () => expect(await service.resend.inbox(to.email)).toHaveLength(2));
    expect(await service.emailsAbout(to.orderId)).toBe(2);
  });
});

describe('an e-mail', () => {
  const deliver = (to: Recipient) => service.deliver(OrderCancelledV2, paidBack(to), { subject: to.orderId });

  it.each([
    ['cannot be reached', unreachable, 'application_error'],
    ['fails', answering(500, 'internal_server_error'), 'internal_server_error'],
    ['has too much to do', answering(429, 'rate_limit_exceeded'), 'rate_limit_exceeded'],
    ['has lost its key', answering(403, 'invalid_api_key'), 'invalid_api_key'],
  ])('when the provider %s, goes out once it can again', async (_how, fault, error) => {
    const to = aRecipient();
    service.resend.behave(fault);
    const { id: eventId } = await deliver(to);
    const postponed = (attempts: number) =>
      service.emailTo(to.email, 'pending', { attempts, lastError: expect.stringContaining(error) });
    await postponed(1);
    await service.later(60);
    await postponed(2);
    expect(await service.resend.inbox(to.email)).toEqual([]);
    service.resend.behave();
    await service.later(60);
    const { id } = await service.emailTo(to.email, 'sent');
    expect(await service.resend.inbox(to.email)).toHaveLength(1);
    expect(new Set(service.resend.keys.filter((key) => key.startsWith(eventId)))).toEqual(new Set([`${id}:1`]));
    await eventually(() => expect(service.eventsAbout(id)).toEqual([EmailSentV1.type]));
  });

  it("when the provider's answer is lost, is sent again under the same key and arrives once", async () => {
    const to = aRecipient();
    service.resend.behave(answerLost);
    await deliver(to);
    await service.emailTo(to.email, 'pending', { attempts: 1, providerId: null });
    service.resend.behave();
    await service.later(60);
    const { providerId } = await service.emailTo(to.email, 'sent');
    expect(await service.resend.inbox(to.email)).toMatchObject([{ id: providerId }]);
  });

  it('when a crash comes between the answer and our note, is sent again under the same key and arrives once', async () => {
    const to = aRecipient();
    const held = Promise.withResolvers<() => void>();
    service.resend.behave((_request, _response, next) => held.resolve(next));
    await deliver(to);
    const answer = await held.promise;
    const { id } = await service.emailTo(to.email, 'pending');
    const connection = mongoose.createConnection(service.mongodbUri, { dbName: 'notification-service' });
    const emails = connection.collection<{ _id: string }>('emails');
    const beforeTheNote = await emails.findOne({ _id: id });
    answer();
    const { providerId } = await service.emailTo(to.email, 'sent');

    await emails.replaceOne({ _id: id }, beforeTheNote!);
    await connection.close();
    service.resend.behave();
    await service.later(60);
    expect(await service.emailTo(to.email, 'sent')).toMatchObject({ id, providerId, attempts: 1 });
    expect(service.resend.keys.filter((key) => key.startsWith(id))).toEqual([`${id}:1`, `${id}:1`]);
    expect(await service.resend.inbox(to.email)).toMatchObject([{ id: providerId }]);
  });

  it('when the provider refuses it, has failed for good', async () => {
    const to = { ...aRecipient(), email: `${aRecipient().orderId}@example.com` };
    await deliver(to);
    const { id } = await service.emailTo(to.email, 'failed');
    await service.later(24 * 60);
    expect(await service.emailTo(to.email, 'failed')).toMatchObject({
      attempts: 1,
      lastError: expect.stringMatching(/^validation_error: Invalid `to` field/),
      providerId: null,
      sentAt: null,
    });
    expect(service.resend.keys.filter((key) => key.startsWith(id))).toHaveLength(1);
    await eventually(() => expect(service.eventsAbout(id)).toEqual([EmailFailedV1.type]));
    expect(service.published(EmailFailedV1).find(({ subject }) => subject === id)?.data).toMatchObject({
      orderId: to.orderId,
      template: 'order-cancelled',
      reason: expect.stringContaining('validation_error'),
    });
  });

  it('when the same key comes with other words, counts as sent: the mail has gone out before', async () => {
    const to = aRecipient();
    service.resend.behave(answering(409, 'invalid_idempotent_request'));
    await deliver(to);
    expect(await service.emailTo(to.email, 'sent')).toMatchObject({ providerId: null, attempts: 1 });
  });
});
