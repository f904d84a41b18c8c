import { randomUUID } from 'node:crypto';
import { EmailFailedV1, EmailSentV1, EmailSuppressedV1 } from '@souk/contracts/notification-events';
import { OrderCancelledV2, OrderConfirmedV1 } from '@souk/contracts/order-events';
import { UserEmailVerificationRequestedV1 } from '@souk/contracts/user-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aRecipient, cancelled, confirmed, paidBack, verificationRequested } from './event-data.ts';
import { unreachable } from './running-resend.ts';
import { admin, customer, startNotificationService, type RunningService } from './running-service.ts';

let service: RunningService;

beforeAll(async () => {
  service = await startNotificationService();
});

afterEach(() => service.resend.behave());

afterAll(() => service.stop());

const list = (query: string) => service.api.get(`/v1/admin/notifications?${query}`, { token: admin });
const resend = (id: string, key?: string) =>
  service.api.post(`/v1/admin/notifications/${id}/resend`, {
    token: admin,
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });

async function aSentMail(to = aRecipient()) {
  await service.deliver(OrderCancelledV2, paidBack(to), { subject: to.orderId });
  const { id } = await service.emailTo(to.email, 'sent');
  return { id, ...to };
}

describe('GET /v1/admin/notifications', () => {
  it('when an e-mail has been sent, shows all about it but its words', async () => {
    const { id, email, orderId } = await aSentMail();
    const [mail] = await service.resend.inbox(email);
    const { status, body } = await list(`orderId=${orderId}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      data: [
        {
          id,
          to: email,
          orderId,
          template: 'order-cancelled',
          status: 'sent',
          suppressedBecause: null,
          attempts: 1,
          lastError: null,
          providerId: mail!.id,
          createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
          sentAt: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      ],
      count: 1,
      isCountCapped: false,
      limit: 20,
      offset: 0,
      next: null,
    });
  });

  it('when filtered by recipient, order and status, shows what fits all of them', async () => {
    const to = aRecipient();
    const refused = { email: `${randomUUID()}@example.com`, orderId: to.orderId };
    const { id: sent } = await aSentMail(to);
    await service.deliver(OrderConfirmedV1, confirmed(refused), { subject: to.orderId });
    const { id: failed } = await service.emailTo(refused.email, 'failed');
    const idsOf = async (query: string) => {
      const { data, count } = (await list(query)).body;
      expect(count).toBe(data.length);
      return data.map(({ id }: { id: string }) => id);
    };
    for (const address of [to.email, to.email.toUpperCase()]) {
      expect(await idsOf(`to=${encodeURIComponent(address)}`)).toEqual([sent]);
    }
    expect(await idsOf(`orderId=${to.orderId}`)).toEqual([failed, sent]);
    expect(await idsOf(`orderId=${to.orderId}&status=failed`)).toEqual([failed]);
    expect(await idsOf(`orderId=${to.orderId}&to=${encodeURIComponent(to.email)}&status=failed`)).toEqual([]);
  });

  it('when paged, shows every e-mail once, the newest first', async () => {
    const to = aRecipient();
    for (let order = 0; order < 5; order++) {
      await service.deliver(OrderCancelledV2, paidBack(to), { subject: to.orderId });
    }
    await eventually(async () => expect((await list(`orderId=${to.orderId}&status=sent`)).body.count).toBe(5));
    const all = (await list(`orderId=${to.orderId}`)).body.data;
    const dates = all.map(({ createdAt }: { createdAt: string }) => createdAt);
    expect(dates).toEqual([...dates].sort().reverse());
    const pages = await Promise.all(
      [0, 2, 4].map(async (offset) => (await list(`orderId=${to.orderId}&limit=2&offset=${offset}`)).body),
    );
    expect(pages).toMatchObject([0, 2, 4].map((offset) => ({ count: 5, limit: 2, offset })));
    expect(pages.flatMap(({ data }) => data)).toEqual(all);
    const followed = (await list(`orderId=${to.orderId}&limit=2&cursor=${pages[0].next}`)).body;
    expect(followed.data).toEqual(all.slice(2, 4));
    expect(pages[2].next).toBeNull();
    expect((await list(`orderId=${to.orderId}&offset=5`)).body.data).toEqual([]);
  });

  it.each([
    'limit=0',
    'limit=101',
    'offset=-1',
    'offset=1001',
    'cursor=x',
    'status=lost',
    'to=nobody',
    'orderId=1',
    'unknown=1',
    'to[$ne]=a%40souk.test',
    'status=sent&status=failed',
    'content.name=Amira',
  ])('when asked with %s, refuses', async (query) => {
    const code = query.startsWith('cursor') ? 'page.cursor-invalid' : 'request.invalid';
    expect(await list(query)).toMatchObject({ status: 400, body: { code } });
  });
});

describe('POST /v1/admin/notifications/:emailId/resend', () => {
  it('when an e-mail has been sent, sends the same words once more and says so', async () => {
    const { id, email } = await aSentMail();
    expect(await resend(id)).toMatchObject({ status: 204, text: '' });
    await eventually(async () => expect(await service.resend.inbox(email)).toHaveLength(2));
    const { providerId } = await service.emailTo(email, 'sent');
    const [second, first] = await service.resend.inbox(email);
    expect(second!.id).toBe(providerId);
    const wordsOf = ({ subject, text, html }: NonNullable<typeof first>) => ({ subject, text, html });
    expect(wordsOf(second!)).toEqual(wordsOf(first!));
    await eventually(() => expect(service.eventsAbout(id)).toEqual([EmailSentV1.type, EmailSentV1.type]));
  });

  it('when asked twice with one idempotency key, sends it once more', async () => {
    const { id, email } = await aSentMail();
    const key = randomUUID();
    expect((await resend(id, key)).status).toBe(204);
    await service.emailTo(email, 'sent');
    expect((await resend(id, key)).status).toBe(204);
    expect(service.resend.keys.filter((each) => each.startsWith(id))).toEqual([`${id}:1`, `${id}:2`]);
    await service.emailTo(email, 'sent');
    expect(await service.resend.inbox(email)).toHaveLength(2);
  });

  it('when the provider had refused it, tries again', async () => {
    const to = { ...aRecipient(), email: `${randomUUID()}@example.com` };
    await service.deliver(OrderCancelledV2, paidBack(to), { subject: to.orderId });
    const { id } = await service.emailTo(to.email, 'failed');
    expect((await resend(id)).status).toBe(204);
    await eventually(() => expect(service.eventsAbout(id)).toEqual([EmailFailedV1.type, EmailFailedV1.type]));
  });

  it('when it is still on its way, refuses', async () => {
    const to = aRecipient();
    service.resend.behave(unreachable);
    await service.deliver(OrderCancelledV2, paidBack(to), { subject: to.orderId });
    const { id } = await service.emailTo(to.email, 'pending');
    expect(await resend(id)).toMatchObject({ status: 409, body: { code: 'email.on-its-way' } });
  });

  it.each([
    ['there is no such e-mail', `${randomUUID()}:order-confirmed`, 404, 'email.not-found'],
    ['the id is an operator', '{"$ne":null}', 404, 'email.not-found'],
    ['the id is longer than any', 'x'.repeat(201), 400, 'request.invalid'],
  ])('when %s, refuses', async (_what, id, status, code) => {
    expect(await resend(encodeURIComponent(id))).toMatchObject({ status, body: { code } });
  });
});

describe('mail that strangers can cause', () => {
  const mailsTo = async (to: string) => (await list(`to=${encodeURIComponent(to)}`)).body.data;

  it('when orders are placed for an address and not paid, is sent three times a day and recorded then', async () => {
    const to = { email: `Victim.${aRecipient().email}`, orderId: randomUUID() };
    for (let order = 1; order <= 5; order++) {
      const { orderId } = aRecipient();
      await service.deliver(OrderCancelledV2, cancelled({ ...to, orderId }, 'payment-expired'), { subject: orderId });
    }
    const mails = await eventually(async () => {
      const found = await mailsTo(to.email);
      expect(found.filter(({ status }: { status: string }) => status === 'pending')).toEqual([]);
      expect(found).toHaveLength(5);
      return found;
    });
    const suppressed = mails.filter(({ status }: { status: string }) => status === 'suppressed');
    expect(suppressed.map((mail: { suppressedBecause: string }) => mail.suppressedBecause)).toEqual([
      'too-many',
      'too-many',
    ]);
    expect(await service.resend.inbox(to.email)).toHaveLength(3);
    const [{ id }] = suppressed;
    await eventually(() => expect(service.published(EmailSuppressedV1).map(({ subject }) => subject)).toContain(id));

    await service.deliver(OrderConfirmedV1, confirmed(to), { subject: to.orderId });
    await eventually(async () => expect(await service.resend.inbox(to.email)).toHaveLength(4));
    expect((await resend(id)).status).toBe(204);
    await eventually(async () => expect(await service.resend.inbox(to.email)).toHaveLength(5));
  });

  it('when links are asked for again and again, also with a plus in the address, is sent five times an hour', async () => {
    const { email } = aRecipient();
    const [name, host] = email.split('@');
    for (let time = 1; time <= 7; time++) {
      const to = { email: `${name}+${time}@${host}`, orderId: randomUUID() };
      await service.deliver(UserEmailVerificationRequestedV1, verificationRequested(to), { subject: to.orderId });
    }
    await eventually(async () => {
      const found = await service.resend.inbox(`${name}+`);
      expect(found).toHaveLength(5);
      expect((await mailsTo(`${name}+7@${host}`))[0]).toMatchObject({ status: 'suppressed' });
    });
  });

  it('when who placed an order cancels it unpaid, is not even made', async () => {
    const to = aRecipient();
    await service.deliver(OrderCancelledV2, cancelled(to, 'customer'), { subject: to.orderId });
    expect(await mailsTo(to.email)).toEqual([]);
  });
});

describe('the admin routes', () => {
  it.each([
    ['get', '/v1/admin/notifications'],
    ['post', '/v1/admin/notifications/event-1:refunded/resend'],
  ] as const)('when %s %s is not called by an admin, refuse', async (method, path) => {
    expect((await service.api[method](path)).status).toBe(401);
    expect(await service.api[method](path, { token: customer })).toMatchObject({
      status: 403,
      body: { code: 'auth.admin-only' },
    });
  });

  it('when described, are in the API document with the webhook', async () => {
    const { body } = await service.api.get('/internal/openapi.json');
    const own = ['/v1/admin/notifications', '/v1/admin/notifications/{emailId}/resend', '/v1/webhooks/resend'];
    expect(Object.keys(body)).toEqual(expect.arrayContaining(own));
  });
});
