import { randomUUID } from 'node:crypto';
import { EmailFailedV1, EmailSentV1 } from '@souk/contracts/notification-events';
import { OrderCancelledV1, OrderConfirmedV1 } from '@souk/contracts/order-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { aRecipient, cancelled, confirmed } from './event-data.ts';
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
  await service.deliver(OrderCancelledV1, cancelled(to, 'customer'), { subject: to.orderId });
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
          attempts: 1,
          lastError: null,
          providerId: mail!.id,
          createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
          sentAt: expect.stringMatching(/^\d{4}-.*Z$/),
        },
      ],
      count: 1,
      limit: 20,
      offset: 0,
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
    expect(await idsOf(`to=${encodeURIComponent(to.email)}`)).toEqual([sent]);
    expect(await idsOf(`orderId=${to.orderId}`)).toEqual([failed, sent]);
    expect(await idsOf(`orderId=${to.orderId}&status=failed`)).toEqual([failed]);
    expect(await idsOf(`orderId=${to.orderId}&to=${encodeURIComponent(to.email)}&status=failed`)).toEqual([]);
  });

  it('when paged, shows every e-mail once, the newest first', async () => {
    const to = aRecipient();
    for (let order = 0; order < 5; order++) {
      await service.deliver(OrderCancelledV1, cancelled(to, 'customer'), { subject: to.orderId });
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
    expect((await list(`orderId=${to.orderId}&offset=5`)).body.data).toEqual([]);
  });

  it.each([
    'limit=0',
    'limit=101',
    'offset=-1',
    'offset=10001',
    'status=lost',
    'to=nobody',
    'orderId=1',
    'unknown=1',
    'to[$ne]=a%40souk.test',
    'status=sent&status=failed',
    'content.name=Amira',
  ])('when asked with %s, refuses', async (query) => {
    expect(await list(query)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
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
    await service.deliver(OrderCancelledV1, cancelled(to, 'customer'), { subject: to.orderId });
    const { id } = await service.emailTo(to.email, 'failed');
    expect((await resend(id)).status).toBe(204);
    await eventually(() => expect(service.eventsAbout(id)).toEqual([EmailFailedV1.type, EmailFailedV1.type]));
  });

  it('when it is still on its way, refuses', async () => {
    const to = aRecipient();
    service.resend.behave(unreachable);
    await service.deliver(OrderCancelledV1, cancelled(to, 'customer'), { subject: to.orderId });
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
