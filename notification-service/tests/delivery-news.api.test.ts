import { OrderCancelledV2 } from '@souk/contracts/order-events';
import { UserEmailVerifiedV1 } from '@souk/contracts/user-events';
import { eventually } from '@souk/testing/eventually';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { deliveryEvent } from '../../sandbox/src/resend/simulated-delivery.ts';
import { signingKey, svixHeaders } from '../../sandbox/src/resend/svix-signature.ts';
import { environment } from './environment.ts';
import { aRecipient, paidBack, verified } from './event-data.ts';
import { answering } from './running-resend.ts';
import { admin, startNotificationService, type RunningService } from './running-service.ts';

let service: RunningService;

beforeAll(async () => {
  service = await startNotificationService();
});

afterAll(() => service.stop());

/** A mail that has gone out, and how Resend tells what became of it. */
async function aSentMail() {
  const to = aRecipient();
  await service.deliver(OrderCancelledV2, paidBack(to), { subject: to.orderId });
  const { id } = await service.emailTo(to.email, 'sent');
  const [mail] = await service.resend.inbox(to.email);
  const news = (outcome: 'sent' | 'delivered' | 'bounced' | 'complained') =>
    JSON.stringify(deliveryEvent(outcome, mail!));
  return { id, to: to.email, news };
}

const headersFor = (body: string, secret = environment.RESEND_WEBHOOK_SECRET) =>
  svixHeaders('msg_1', body, signingKey(secret));

const tell = (body: string, headers: Readonly<Record<string, string>> = headersFor(body)) =>
  service.api.post('/v1/webhooks/resend', { body, headers: { 'content-type': 'application/json', ...headers } });

describe('signed news of an e-mail', () => {
  it.each(['delivered', 'bounced', 'complained'] as const)('when it says %s, is kept', async (outcome) => {
    const { to, news } = await aSentMail();
    expect(await tell(news(outcome))).toMatchObject({ status: 204, text: '' });
    await service.emailTo(to, outcome);
  });

  it('when it comes twice and in another order, leaves the weightiest', async () => {
    const { to, news } = await aSentMail();
    for (const outcome of ['complained', 'delivered', 'complained', 'delivered'] as const) {
      expect((await tell(news(outcome))).status).toBe(204);
    }
    await service.emailTo(to, 'complained');
  });

  it.each([
    ['that it was sent', 'email.sent'],
    ['that it was opened', 'email.opened'],
    ['something of a later API', 'email.folded'],
  ])('when it says %s, is acknowledged and changes nothing', async (_what, type) => {
    const { to, news } = await aSentMail();
    expect((await tell(news('delivered').replace('email.delivered', type))).status).toBe(204);
    await service.emailTo(to, 'sent');
  });

  it.each([
    ['has no data', { type: 'email.bounced' }],
    ['has data of another shape', { type: 'email.delivered', data: 'e-mail 1' }],
    ['names no e-mail', { type: 'email.delivered', data: {} }],
  ])('when it %s, is acknowledged, for it is Resend’s', async (_what, event) => {
    expect((await tell(JSON.stringify(event))).status).toBe(204);
  });

  it.each(['""', 'null', '[]', '{}', '{"type":{"$ne":null}}'])('when it is no event (%s), is refused', async (body) => {
    expect(await tell(body)).toMatchObject({ status: 400, body: { code: 'webhook.unreadable' } });
  });

  it('when it is about no e-mail at all, is acknowledged', async () => {
    expect((await tell(JSON.stringify({ type: 'contact.created', data: { id: 'contact-1' } }))).status).toBe(204);
  });

  it('when the e-mail is not known yet, is to be told again', async () => {
    const { news } = await aSentMail();
    const body = news('delivered').replaceAll(/"email_id":"[^"]*"/g, '"email_id":"not-noted-yet"');
    const reply = await tell(body);
    expect(reply).toMatchObject({ status: 409, body: { code: 'webhook.email-unknown' } });
    expect(reply.headers.get('retry-after')).toBe('5');
  });

  it('when it is late and an admin is having the e-mail sent again, does not keep it back', async () => {
    const { id, to, news } = await aSentMail();
    service.resend.behave(answering(500, 'internal_server_error'));
    await service.api.post(`/v1/admin/notifications/${id}/resend`, { token: admin });
    await service.emailTo(to, 'pending', { attempts: 1 });
    expect((await tell(news('delivered'))).status).toBe(204);
    service.resend.behave();
    await service.later(60);
    await service.emailTo(to, 'sent');
    expect(await service.resend.inbox(to)).toHaveLength(2);
  });
});

describe('an address whose mail came back', () => {
  const mailsAbout = async (orderId: string) =>
    (await service.api.get(`/v1/admin/notifications?orderId=${orderId}`, { token: admin })).body.data;
  /** Another mail to the same address. */
  async function theNextMailTo(email: string) {
    const to = { ...aRecipient(), email };
    await service.deliver(OrderCancelledV2, paidBack(to), { subject: to.orderId });
    return eventually(async () => {
      const [mail] = await mailsAbout(to.orderId);
      expect(mail.status).not.toBe('pending');
      return mail;
    });
  }

  it.each(['bounced', 'complained'] as const)('when it %s, gets no mail until somebody proves it', async (outcome) => {
    const { to, news } = await aSentMail();
    await tell(news(outcome));
    expect(await theNextMailTo(to.toUpperCase())).toMatchObject({ status: 'suppressed', suppressedBecause: outcome });
    expect(await service.resend.inbox(to)).toHaveLength(1);
    const proof = verified({ email: to, orderId: 'user-1' });
    await service.deliver(UserEmailVerifiedV1, proof, { subject: 'user-1' });
    expect(await theNextMailTo(to)).toMatchObject({ status: 'sent' });
  });

  it('when an admin has a mail sent all the same, is written to again, whatever was told of the round before', async () => {
    const { id, to, news } = await aSentMail();
    await tell(news('bounced'));
    expect((await service.api.post(`/v1/admin/notifications/${id}/resend`, { token: admin })).status).toBe(204);
    await service.emailTo(to, 'sent');
    expect(await theNextMailTo(to)).toMatchObject({ status: 'sent' });
  });

  it('when the mailbox was only full, is written to again', async () => {
    const { to, news } = await aSentMail();
    await tell(news('bounced').replace('"Permanent"', '"Transient"'));
    await service.emailTo(to, 'bounced');
    expect(await theNextMailTo(to)).toMatchObject({ status: 'sent' });
  });
});

describe('signatures', () => {
  // https://docs.svix.com/receiving/verifying-payloads/how-manual
  it.each<[what: string, headers: (body: string) => Record<string, string>]>([
    ['beside one of a key before', (body) => signedAlso(body, headersFor(body, 'whsec_Zm9yZ2Vk'))],
    ['beside one of another scheme', (body) => signedAlso(body, { 'svix-signature': 'v1a,AAAA v2,BBBB' })],
    ['from a clock a little ahead', (body) => atAnotherTime(body, 4)],
  ])('when the right one comes %s, is found', async (_what, headers) => {
    const { to, news } = await aSentMail();
    const body = news('delivered');
    expect((await tell(body, headers(body))).status).toBe(204);
    await service.emailTo(to, 'delivered');
  });

  const signedAlso = (body: string, other: Readonly<Record<string, string>>) => {
    const own = headersFor(body);
    return { ...own, 'svix-signature': `${other['svix-signature']} ${own['svix-signature']}` };
  };
});

/** Headers as a clock would make them that is so many minutes ahead. */
function atAnotherTime(body: string, minutes: number): Record<string, string> {
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + minutes * 60_000);
  const headers = headersFor(body);
  clock.mockRestore();
  return headers;
}

describe('news that is not Resend’s', () => {
  it.each<[what: string, headers: (body: string) => Record<string, string>]>([
    ['is not signed', () => ({})],
    ['is signed with another key', (body) => headersFor(body, 'whsec_Zm9yZ2Vk')],
    ['is signed for another body', (body) => headersFor(`${body} `)],
    ['is signed under another id', (body) => ({ ...headersFor(body), 'svix-id': 'msg_2' })],
    [
      'was signed at another time than it says',
      (body) => ({ ...headersFor(body), 'svix-timestamp': `${Math.floor(Date.now() / 1000) - 60}` }),
    ],
    ['is stale', (body) => atAnotherTime(body, -6)],
    ['is from the future', (body) => atAnotherTime(body, 6)],
    ['has a signature of another scheme', (body) => ({ ...headersFor(body), 'svix-signature': 'v1a,AAAA' })],
    ['has a signature that is none', (body) => ({ ...headersFor(body), 'svix-signature': 'v1' })],
  ])('when it %s, is refused and changes nothing', async (_what, headers) => {
    const { to, news } = await aSentMail();
    const body = news('bounced');
    expect(await tell(body, headers(body))).toMatchObject({
      status: 400,
      body: { code: 'webhook.signature-invalid' },
    });
    await service.emailTo(to, 'sent');
  });

  it('when it is empty, is refused', async () => {
    expect((await tell('', {})).status).toBe(400);
  });
});
